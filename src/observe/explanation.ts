import type { HoldUp, HoldUpKind } from './holdups.js';
import type { Span } from './timeline-types.js';

/** One link of the critical path. */
export interface CriticalLink {
  /**
   * What happened: an attempt until the next link began, a wait for which no attempt was to blame,
   * a backoff, or a wait for the source.
   */
  readonly kind: Span['kind'] | 'source';
  /** The number of the branch. */
  readonly branch: number;
  readonly stage: string;
  /** When it began, in ms, as `now()` of the pipeline's scheduler. */
  readonly start: number;
  /** When the next link began, or the run ended, in ms. */
  readonly end: number;
  /**
   * What the next link waited for meanwhile, or this link if it is a wait. `undefined` if the next
   * link came from this one.
   */
  readonly heldUp: HoldUp | undefined;
}

/** How long a bound held a run up. */
export interface HeldUp extends HoldUp {
  readonly kind: HoldUpKind;
  /** How much of the critical path it took, in ms. */
  readonly critical: number;
  /** How long all branches together waited for it, in ms. */
  readonly waited: number;
}

/** One of the slowest attempts. */
export interface SlowAttempt {
  readonly branch: number;
  readonly stage: string;
  readonly path: readonly number[];
  readonly attempt: number;
  readonly page: number;
  /** How long it took, in ms. */
  readonly ms: number;
  readonly status: Span['status'];
}

/** Where the time of a run went. All times are in ms. */
export interface Explanation {
  /** How long the run took. */
  readonly makespan: number;
  /**
   * How long the same attempts would have taken with a barrier between the stages, and the same
   * bounds.
   */
  readonly barrier: number;
  /**
   * The shortest possible time: the longest chain of attempts, or the work of a stage divided by
   * its slots.
   */
  readonly lowerBound: number;
  /**
   * What determines the lower bound: a chain of attempts, the slots of a stage, or those of the
   * pipeline.
   */
  readonly lowerBoundOf: 'chain' | 'pipeline' | { readonly stage: string };
  /** What the end of the run waited for, from the beginning of the run, without gaps. */
  readonly criticalPath: readonly CriticalLink[];
  /**
   * For how many ms of the critical path jobs of {@link remote} stages were queued: they waited for
   * a worker, or were on their way.
   */
  readonly queued: number;
  /** What held branches up, the highest cost for the critical path first. */
  readonly bounds: readonly HeldUp[];
  /** The ten longest attempts, the longest first. */
  readonly slowest: readonly SlowAttempt[];
  /**
   * The fraction of the run's branches that the timeline has: 1 if it has all of them. Everything
   * else here is about that fraction alone.
   */
  readonly sampled: number;
}
