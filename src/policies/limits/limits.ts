import { isForeign, isOwn } from '../../brand.js';
import { elementsOf, has, type Rule } from '../../check.js';
import { within } from '../../engine/async-context.js';
import { isClosed } from '../../engine/is-closed.js';
import { TAKEN_OVER } from '../../engine/refusal.js';
import type { Limits as LimitsOption } from '../../engine/plan.js';
import type { Attempt, Branch, Policy, PolicyDefinition, Refusal, StageRun } from '../../engine/types.js';
import { checkReturned } from '../check-returned.js';
import { isLimit, ONE_LIMIT, type KeyedLimit } from './keyed-limit.js';
import type { Limit, Sample } from './limit.js';

export const limits = {
  rules: {
    limit: [
      'a limit or a list of limits',
      (value) => elementsOf(value).every((limit) => isLimit(limit) || (typeof limit === 'function' && !isForeign(limit))),
      (value) =>
        elementsOf(value).some((limit) => isOwn(limit) && has(limit, 'by'))
          ? '`perKey` needs `by`: pass `perKey(…).by((input) => group)` as `limit`'
          : undefined,
    ] as Rule,
  },
  create({ limit = [] }: { readonly limit?: LimitsOption }, stage: StageRun): readonly Policy[] {
    const all = [...new Set([limit].flat())];
    if (all.length === 0) return [];
    const observe = all.some((limit) => typeof limit === 'function' || limit.observesLatency);
    return [observe ? new ObservedLimits(stage, all) : new Limits(stage, all)];
  },
} satisfies PolicyDefinition<{ readonly limit?: LimitsOption }>;

function fail(stage: StageRun, { branch, reason }: { readonly branch: Branch; readonly reason: unknown }): void {
  stage.fail(branch, reason);
}

/** Lets attempts be in flight only while they hold all limits that they need. */
class Limits implements Policy {
  protected readonly stage: StageRun;
  private readonly limits: readonly (Limit | KeyedLimit<unknown>)[];
  /** The limits that are the same for all inputs, and the refusal when one has no room. */
  private readonly common: readonly Limit[];
  /** Whether some limits depend on the input. */
  private readonly isKeyed: boolean;
  private readonly refusals: ReadonlyMap<Limit, Refusal>;
  /** The limits that branches hold while in flight, if they are not the common ones. */
  private readonly held = new Map<Branch, readonly Limit[]>();

  constructor(stage: StageRun, limits: readonly (Limit | KeyedLimit<unknown>)[]) {
    this.stage = stage;
    this.limits = limits;
    this.common = limits.filter((limit) => typeof limit !== 'function');
    this.isKeyed = this.common.length < limits.length;
    this.refusals = new Map(this.common.map((limit) => [limit, { limit, isCommon: true }]));
  }

  admit(branch: Branch | undefined, isResuming: boolean): Refusal | undefined {
    const { run } = this.stage;
    let limits = this.common;
    try {
      if (branch !== undefined && this.isKeyed) limits = this.limitsOf(branch);
      for (const limit of limits) {
        if (!limit.canAcquire(run.limits, isResuming))
          return branch !== undefined && isClosed(branch) ? TAKEN_OVER : (this.refusals.get(limit) ?? { limit, isCommon: false });
      }
    } catch (reason) {
      if (branch === undefined) throw reason;
      within(branch.context, fail, this.stage, { branch, reason });
      return TAKEN_OVER;
    }
    if (branch === undefined) return undefined;
    // User code may have closed the branch: the limit's clock may be the user's.
    if (isClosed(branch)) return TAKEN_OVER;
    for (const limit of limits) limit.acquire(isResuming);
    if (isClosed(branch)) {
      for (const limit of limits) limit.release();
      return TAKEN_OVER;
    }
    if (this.isKeyed) this.held.set(branch, limits);
    return undefined;
  }

  idle({ branch }: Attempt, _isOver: boolean, sample?: Sample): void {
    const limits = this.isKeyed ? (this.held.get(branch) ?? []) : this.common;
    if (this.isKeyed) this.held.delete(branch);
    for (const limit of limits) this.stage.run.limits.release(limit, sample);
  }

  /**
   * The limits that a branch holds, or else those that it needs, each once.
   *
   * @throws what the user's `by` throws; TypeError if it does not return a limit
   */
  limitsOf(branch: Branch): readonly Limit[] {
    if (!this.isKeyed) return this.common;
    const held = this.held.get(branch);
    if (held !== undefined) return held;
    const { input, context } = branch;
    const limits = this.limits.map((limit) => {
      if (typeof limit !== 'function') return limit;
      const own = within(context, limit, input);
      checkReturned('the result of the limit function', ONE_LIMIT, own, this.stage.plan.name);
      return own;
    });
    return limits.length > 1 ? [...new Set(limits)] : limits;
  }

  available(): number {
    return Math.min(...this.common.map((limit) => (limit.canAcquire(this.stage.run.limits, false) ? limit.room : 0)));
  }
}

/** Reports to the limits of each attempt how long it was in flight, in ms, and how it ended. */
class ObservedLimits extends Limits {
  private readonly times = new WeakMap<Attempt, { since: number; worked: number }>();

  working(attempt: Attempt): void {
    const time = this.times.get(attempt) ?? { since: 0, worked: 0 };
    // Recorded before the clock is read, which may end the run.
    this.times.set(attempt, time);
    time.since = this.stage.run.timers.now();
  }

  override idle(attempt: Attempt, isOver: boolean): void {
    const time = this.times.get(attempt) as { since: number; worked: number };
    try {
      time.worked += this.stage.run.timers.now() - time.since;
    } finally {
      super.idle(attempt, isOver, isOver ? { failure: attempt.failure, duration: time.worked } : undefined);
    }
  }
}
