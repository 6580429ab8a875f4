import type { Attempt, Branch, Failure, Policy, Refusal } from './types.js';
import type { Limit } from '../policies/limits/limit.js';

type Chain = readonly Policy[] | undefined;

/**
 * The policies of one stage in one run. For each hook it has those that implement it, in order; `undefined` where none
 * does, so that a stage without policies pays for one comparison.
 */
export class PolicyChain {
  readonly creating: Chain;
  readonly waiting: Chain;
  readonly admitting: Chain;
  readonly working: Chain;
  readonly idling: Chain;
  readonly emitting: Chain;
  readonly settling: Chain;
  /** Those of them that are asked when a branch has not failed. */
  readonly succeeding: Chain;
  readonly closing: Chain;
  readonly stepping: Chain;

  constructor(readonly policies: readonly Policy[]) {
    const having = (hook: keyof Policy): Chain => {
      const found = policies.filter((policy) => policy[hook] !== undefined);
      return found.length > 0 ? found : undefined;
    };
    this.creating = having('created');
    this.waiting = having('waiting');
    this.admitting = having('admit');
    this.working = having('working');
    this.idling = having('idle');
    this.emitting = having('emitted');
    this.settling = having('settled');
    const succeeding = this.settling?.filter(({ handlesFailures }) => handlesFailures !== true) ?? [];
    this.succeeding = succeeding.length > 0 ? succeeding : undefined;
    this.closing = having('closed');
    this.stepping = having('step');
  }

  /** Whether any policy has a property that is `true`. */
  has(property: 'remembers' | 'holdsBack' | 'measures' | 'measuresEnds'): boolean {
    return this.policies.some((policy) => policy[property] === true);
  }

  get isBefore(): Policy['isBefore'] {
    return this.policies.find(({ isBefore }) => isBefore !== undefined)?.isBefore;
  }

  /** How many more attempts could start, as far as policies know. */
  get available(): number {
    return Math.min(...this.policies.map((policy) => policy.available?.() ?? Infinity));
  }

  limitsOf(branch: Branch): readonly Limit[] {
    return this.policies.flatMap((policy) => policy.limitsOf?.(branch) ?? []);
  }

  /** @returns whether a branch is dropped unseen */
  created(branch: Branch): boolean {
    return this.creating?.some((policy) => policy.created?.(branch)) === true;
  }

  /** @returns whether a policy takes a branch over before it waits for a slot */
  takesOver(branch: Branch): boolean {
    return this.waiting?.some((policy) => policy.waiting?.(branch) === true || branch.phase === 'closed') === true;
  }

  refusal(branch: Branch | undefined, isResuming: boolean): Refusal | undefined {
    for (const policy of this.admitting ?? []) {
      const refusal = policy.admit?.(branch, isResuming);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  works(attempt: Attempt): void {
    for (const policy of this.working ?? []) policy.working?.(attempt);
  }

  idles(attempt: Attempt, isOver: boolean): void {
    for (const policy of this.idling ?? []) policy.idle?.(attempt, isOver);
  }

  emitted(branch: Branch, value: unknown): void {
    for (const policy of this.emitting ?? []) if (branch.phase !== 'closed') policy.emitted?.(branch, value);
  }

  /** Asks the policies after `previous`, or all of them. @returns whether one takes the branch over, or ends the run */
  settled(previous: Policy | undefined, branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean {
    const policies = this.settling ?? [];
    for (let at = previous === undefined ? 0 : policies.indexOf(previous) + 1; at < policies.length; at++) {
      if (policies[at]?.settled?.(branch, failure, attempt) === true || branch.phase === 'closed') return true;
    }
    return false;
  }

  closed(branch: Branch): void {
    for (const policy of this.closing ?? []) policy.closed?.(branch);
  }

  step(): boolean {
    return this.stepping?.some((policy) => policy.step?.()) === true;
  }
}
