import type { Attempt, Branch, Failure, Policy, Refusal } from './types.js';
import type { Limit } from '../policies/limits/limit.js';

type With<Member extends keyof Policy> = Policy & Required<Pick<Policy, Member>>;

/** The policies that have a member, in order; `undefined` if none has. */
function having<Member extends keyof Policy>(policies: readonly Policy[], member: Member): readonly With<Member>[] | undefined {
  const found = policies.filter((policy): policy is With<Member> => policy[member] !== undefined);
  return found.length > 0 ? found : undefined;
}

/**
 * The policies of one stage in one run. For each hook it has those that implement it, in order. The
 * property is `undefined` if there are none, so that a stage without policies only pays for a
 * comparison.
 */
export class PolicyChain {
  readonly creating = having(this.policies, 'created');
  readonly waiting = having(this.policies, 'waiting');
  readonly admitting = having(this.policies, 'admit');
  readonly working = having(this.policies, 'working');
  readonly idling = having(this.policies, 'idle');
  readonly emitting = having(this.policies, 'emitted');
  readonly settling = having(this.policies, 'settled');
  /** The policies with `settled` that also apply when a branch has not failed. */
  readonly succeeding = having(
    this.policies.filter(({ handlesFailures }) => handlesFailures !== true),
    'settled',
  );
  readonly reportsFailures = having(this.policies, 'reportsFailures') !== undefined;
  readonly closing = having(this.policies, 'closed');
  readonly stepping = having(this.policies, 'step');
  readonly remembers = having(this.policies, 'remembers') !== undefined;
  readonly holdsBack = having(this.policies, 'holdsBack') !== undefined;
  readonly isBefore = this.policies.find(({ isBefore }) => isBefore !== undefined)?.isBefore;

  constructor(readonly policies: readonly Policy[]) {}

  /** How many more attempts could start, as far as policies know. */
  get available(): number {
    return Math.min(...this.policies.map((policy) => policy.available?.() ?? Infinity));
  }

  limitsOf(branch: Branch): readonly Limit[] {
    return this.policies.flatMap((policy) => policy.limitsOf?.(branch) ?? []);
  }

  /** The key of a branch, if it has one. */
  nameOf(branch: Branch): string | undefined {
    return this.policies.find((policy) => policy.nameOf !== undefined)?.nameOf?.(branch);
  }

  /** @returns whether a branch is dropped unseen */
  created(branch: Branch): boolean {
    return this.creating?.some((policy) => policy.created(branch)) === true;
  }

  /** @returns whether a policy takes a branch over before it waits for a slot */
  takesOver(branch: Branch): boolean {
    return this.waiting?.some((policy) => policy.waiting(branch) || branch.phase === 'closed') === true;
  }

  refusal(branch: Branch | undefined, isResuming: boolean): Refusal | undefined {
    for (const policy of this.admitting ?? []) {
      const refusal = policy.admit(branch, isResuming);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  works(attempt: Attempt): void {
    for (const policy of this.working ?? []) policy.working(attempt);
  }

  idles(attempt: Attempt, isOver: boolean): void {
    for (const policy of this.idling ?? []) policy.idle(attempt, isOver);
  }

  emitted(branch: Branch, value: unknown, index: number): void {
    for (const policy of this.emitting ?? []) if (branch.phase !== 'closed') policy.emitted(branch, value, index);
  }

  /**
   * Calls the policies after `previous`, or all of them.
   *
   * @returns whether one takes the branch over, or ends the run
   */
  settled(previous: Policy | undefined, branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean {
    const policies = this.settling ?? [];
    for (let at = previous === undefined ? 0 : policies.findIndex((policy) => policy === previous) + 1; at < policies.length; at++) {
      if (policies[at]?.settled(branch, failure, attempt) === true || branch.phase === 'closed') return true;
    }
    return false;
  }

  closed(branch: Branch): void {
    for (const policy of this.closing ?? []) policy.closed(branch);
  }

  step(): boolean {
    return this.stepping?.some((policy) => policy.step()) === true;
  }
}
