import type { SchedulerLike } from 'rxjs';
import type { StageContext } from '../context.js';
import type { BranchEvent } from '../observe/branch-event.js';
import type { Overflow } from '../policies/overflow.js';

/** One stage as the engine sees it. */
export interface StagePlan {
  readonly name: string;
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project gives lists, whose elements are the emissions. */
  readonly lists: boolean;
  /** Attempts that may be open at once; the pipeline's `concurrency` unless it has its own. */
  readonly concurrency?: number;
  /** Whether its emissions are delivered although it is not the last stage. */
  readonly deliver?: boolean;
}

/** One pipeline as the engine sees it, its options checked and filled in: every subscription runs the same plan. */
export interface Plan {
  readonly stages: readonly StagePlan[];
  /** Attempts that may work at once, over all stages. */
  readonly concurrency: number;
  /** Branches that may wait before a stage, and results that may wait for a consumer who pulls. */
  readonly highWaterMark: number;
  /** Roots that may wait to start. */
  readonly maxWaiting: number;
  readonly overflow: Overflow;
  readonly scheduler: SchedulerLike;
  readonly onEvent?: ((event: BranchEvent) => void) | undefined;
}
