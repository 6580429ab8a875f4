import type { BranchTimeline } from '../observe/timeline-types.js';

/** A bound that held branches up. */
export interface Bound {
  /**
   * - `stage`: the `concurrency` of its stage
   * - `pipeline`: the `concurrency` of the pipeline
   * - `limit`: a `limit` of its stage
   * - `pause`: a pause of the limits
   * - `batch`: a batch was waiting for more branches, or its attempt for a slot
   * - `other`: an attempt of another branch with the same key, a cache, or what the timeline does not tell
   */
  readonly kind: 'stage' | 'pipeline' | 'limit' | 'pause' | 'batch' | 'other';
  /** The stage of the branches that waited. */
  readonly stage: string;
  /** How long branches waited for it, in ms: the sum over all branches. */
  readonly ms: number;
  readonly branches: number;
}

/** A place on the critical path: from `start` until `end` the run was waiting for this branch. */
export interface Step {
  readonly branch: BranchTimeline;
  readonly start: number;
  readonly end: number;
  /**
   * What the branch waited for, which the step before it is about.
   *
   * - `source`: the source; it is the first step
   * - `parent`: its parent
   * - `slot`: a branch that held the slot
   * - `leader`: the branch whose attempt served it
   * - `inside`: of a `join`, the last branch inside of it
   */
  readonly after: 'source' | 'parent' | 'slot' | 'leader' | 'inside';
}

/** What the page says of a run beyond its timeline. Times are those of the timeline. */
export interface Explanation {
  /** From the first step to the last. */
  readonly criticalPath: readonly Step[];
  /** The one that held up most comes first. */
  readonly bounds: readonly Bound[];
  /** Of each branch that waited: the bound that it waited for longest. */
  readonly heldBy: ReadonlyMap<BranchTimeline, Bound>;
  /** Of each branch that waited: the branch whose end let it start. */
  readonly freedBy: ReadonlyMap<BranchTimeline, BranchTimeline>;
  /** The same run with a barrier between the rounds, under the same bounds. */
  readonly barrier: {
    readonly end: number;
    /** When each branch would have started its first attempt. */
    readonly starts: ReadonlyMap<BranchTimeline, number>;
  };
}
