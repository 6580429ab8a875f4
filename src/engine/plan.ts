import type { SchedulerLike } from 'rxjs';
import type { StageContext } from '../context.js';
import type { BranchEvent } from '../observe/branch-event.js';
import type { Cache } from '../policies/cache.js';
import type { KeyedLimit } from '../policies/limits/keyed-limit.js';
import type { Limit } from '../policies/limits/limit.js';
import type { Overflow } from '../policies/overflow.js';
import type { RetryPolicy } from '../policies/retry.js';
import type { StageTimeouts } from '../policies/timeout.js';

/** One limit or several. */
export type Limits = Limit | KeyedLimit<unknown> | readonly (Limit | KeyedLimit<unknown>)[];

/** One stage as the engine sees it. */
export interface StagePlan {
  readonly name: string;
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project gives lists, whose elements are the emissions. */
  readonly lists: boolean;
  /** Attempts that may be open at once. */
  readonly concurrency: number;
  /** Whether its emissions are delivered although it is not the last stage. */
  readonly deliver?: boolean;
  /** What an attempt needs beside the pipeline's own. */
  readonly limit?: Limits;
  readonly key?: (input: unknown) => string;
  readonly retry?: number | RetryPolicy;
  readonly timeout?: number | StageTimeouts;
  readonly atomic?: boolean;
  readonly cache?: Cache;
  readonly recurse?: (value: unknown, context: StageContext) => unknown;
  readonly maxDepth?: number;
  readonly nextPage?: (value: unknown, input: unknown) => unknown;
}

/** A stage's times: a number is that of each attempt. */
export function timeoutsOf({ timeout = {} }: StagePlan): StageTimeouts {
  return typeof timeout === 'number' ? { attempt: timeout } : timeout;
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
  readonly order: 'completion' | 'source';
  /** What every attempt needs, whatever its stage. */
  readonly limit?: Limits;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly onEvent?: ((event: BranchEvent) => void) | undefined;
  /** Ends every run of it when it aborts. */
  readonly signal?: AbortSignal | undefined;
}
