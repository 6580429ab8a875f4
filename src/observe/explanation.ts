import type { HoldUp, HoldUpKind } from './holdups.js';
import type { Span } from './timeline-types.js';

/** One link of the critical path. */
export interface CriticalLink {
  /**
   * What went on: an attempt until the next link began, a wait for which no attempt was to blame, a
   * backoff, or a wait for the source.
   */
  readonly kind: Span['kind'] | 'source';
  /** The number of the branch. */
  readonly branch: number;
  readonly stage: string;
  readonly start: number;
  readonly end: number;
  /** What the next link waited for meanwhile, or this one if it is a wait; `undefined` if the next link came of this one. */
  readonly heldUp: HoldUp | undefined;
}

/** For how long something held a run up. */
export interface HeldUp extends HoldUp {
  readonly kind: HoldUpKind;
  /** Of the critical path, in ms. */
  readonly critical: number;
  /** Of all branches together, in ms. */
  readonly waited: number;
}

/** One attempt among the slowest. */
export interface SlowAttempt {
  readonly branch: number;
  readonly stage: string;
  readonly path: readonly number[];
  readonly attempt: number;
  readonly page: number;
  readonly ms: number;
  readonly status: Span['status'];
}

/** Where the time of a run went. All times are in ms. */
export interface Explanation {
  /** How long the run took. */
  readonly makespan: number;
  /** How long the same attempts would take with a barrier between the stages, and the same bounds. */
  readonly barrier: number;
  /** No schedule is shorter: the longest chain of attempts, or the work of a stage over its slots. */
  readonly lowerBound: number;
  /** What the lower bound comes of: a chain of attempts, the slots of a stage, or those of the pipeline. */
  readonly lowerBoundOf: 'chain' | 'pipeline' | { readonly stage: string };
  /** What the end of the run waited for, from its beginning on, without gaps. */
  readonly criticalPath: readonly CriticalLink[];
  /** What held branches up, what cost the critical path most first. */
  readonly bounds: readonly HeldUp[];
  /** The ten longest attempts, the longest first. */
  readonly slowest: readonly SlowAttempt[];
  /** Which part of its branches the timeline has: 1 if it has all of them. All else is of that part alone. */
  readonly sampled: number;
}
