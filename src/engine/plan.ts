import type { SchedulerLike } from 'rxjs';
import type { StageContext } from '../context.js';
import type { Around } from '../around.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import type { KeyedLimit } from '../policies/limits/keyed-limit.js';
import type { Limit } from '../policies/limits/limit.js';
import type { Overflow } from '../policies/overflow.js';

/** One limit or several. */
export type Limits = Limit | KeyedLimit<unknown> | readonly (Limit | KeyedLimit<unknown>)[];

/** Where a value goes: to a stage, or, if it passes a test, to further steps. */
export type Step = { readonly stage: StagePlan } | { readonly test: (value: unknown) => boolean; readonly then: readonly Step[] };

/** One stage as the engine sees it. The same object is the same stage in a run. */
export interface StagePlan {
  readonly name: string;
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project returns lists, whose elements are the emissions. */
  readonly lists: boolean;
  /** How many attempts may be open at once. */
  readonly concurrency: number;
  /** Whether its values are delivered although it is not the last stage. */
  readonly deliver?: boolean;
  /** The options of its policies. Each policy reads its own. */
  readonly options: PolicyOptions;
  /** Where its values go; empty if nothing follows. */
  readonly followers: readonly Step[];
  /** For a `join`: the first steps of its segment. Its own `project` is never called. */
  readonly joins?: readonly Step[];
  /** For a batch stage: how its batches are formed. */
  readonly batch?: BatchPlan;
  /** Creates what runs the stage, if it is not a plain one: `CreateStage` of stage-run.ts. */
  readonly create?: (run: never, plan: StagePlan, followers: never, follow: never) => object;
}

/** How batches are formed. */
export interface BatchPlan {
  /** How many requests may be in flight at once. The stage itself has no bound. */
  readonly concurrency: number;
  /** The maximum number of branches in a batch, or their maximum weight. */
  readonly max: number;
  readonly weight: ((input: unknown) => unknown) | undefined;
  /** How long an incomplete batch waits for others, in ms. */
  readonly wait: number;
  /** Whether a failed batch is split. */
  readonly isolate: boolean | ((reason: unknown) => unknown);
  /** Whether the branches of a batch have the same async context. */
  readonly perContext: boolean;
}

/** The options of policies. The limits are those of the stage and of its pipeline. */
export interface PolicyOptions {
  readonly limit?: Limits;
  readonly [option: string]: unknown;
}

/**
 * One pipeline as the engine sees it, with its options checked and filled in. Every subscription
 * runs the same plan.
 */
export interface Plan {
  /** Where the roots go. */
  readonly first: readonly Step[];
  /** Every stage once, by its depth, the deepest first. */
  readonly levels: readonly (readonly StagePlan[])[];
  /** The stages inside a `join`: their results are in its values, and not delivered. */
  readonly inner: ReadonlySet<StagePlan>;
  /** How many attempts of all stages may be in flight at once. */
  readonly concurrency: number;
  /** How many branches may wait before a stage, and how many results for a consumer that pulls. */
  readonly highWaterMark: number;
  /** How many roots may wait to start. */
  readonly maxWaiting: number;
  readonly overflow: Overflow;
  readonly order: 'completion' | 'source';
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly onEvent?: ((event: PipelineEvent) => void) | undefined;
  /** Wraps every call of the user's code that an attempt makes. */
  readonly around?: Around | undefined;
  /** Ends every run of the plan when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the consumer gets the tree of each root instead of outcomes. */
  readonly assembles?: boolean;
  /**
   * Called when a root arrives, and when all its branches at the first stages have been created.
   */
  readonly roots?: { began(input: unknown, index: number): void; ended(index: number): void } | undefined;
}
