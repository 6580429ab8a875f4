import type { SchedulerLike } from 'rxjs';
import type { StageContext } from '../context.js';
import type { Around } from '../around.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import type { KeyedLimit } from '../policies/limits/keyed-limit.js';
import type { Limit } from '../policies/limits/limit.js';
import type { Overflow } from '../policies/overflow.js';

/** One limit or several. */
export type Limits = Limit | KeyedLimit<unknown> | readonly (Limit | KeyedLimit<unknown>)[];

/** Where a value goes: a branch at a stage, or, if it passes a test, on to what is behind. */
export type Step = { readonly stage: StagePlan } | { readonly test: (value: unknown) => boolean; readonly then: readonly Step[] };

/** One stage as the engine sees it. The same object is the same stage in a run. */
export interface StagePlan {
  readonly name: string;
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project returns lists, whose elements are the emissions. */
  readonly lists: boolean;
  /** Attempts that may be open at once. */
  readonly concurrency: number;
  /** Whether its values are delivered although it is not the last stage. */
  readonly deliver?: boolean;
  /** The options of its policies. Each policy reads its own. */
  readonly options: PolicyOptions;
  /** Where its values go; empty if nothing follows. */
  readonly followers: readonly Step[];
  /** Of `join`: the first steps of its segment. Its own `project` is never called. */
  readonly joins?: readonly Step[];
  /** Of a stage whose requests are for several branches: which. */
  readonly batch?: BatchPlan;
  /** Makes what runs it, if that is no plain stage: `CreateStage` of stage-run.ts. */
  readonly create?: (run: never, plan: StagePlan, followers: never, follow: never) => object;
}

/** How branches are put together. */
export interface BatchPlan {
  /** Requests that may be in flight at once. The stage itself has no bound. */
  readonly concurrency: number;
  /** How many branches a batch has at most, or how heavy it is. */
  readonly max: number;
  readonly weight: ((input: unknown) => unknown) | undefined;
  /** How long an incomplete one waits for others, in ms. */
  readonly wait: number;
  /** Whether a batch that fails is halved. */
  readonly isolate: boolean | ((reason: unknown) => unknown);
  /** Whether its branches have one async context. */
  readonly perContext: boolean;
}

/** The options of policies. The limits are those of the stage, and those of its pipeline. */
export interface PolicyOptions {
  readonly limit?: Limits;
  readonly [option: string]: unknown;
}

/** One pipeline as the engine sees it, its options checked and filled in. Every subscription runs the same plan. */
export interface Plan {
  /** Where the roots go. */
  readonly first: readonly Step[];
  /** Every stage once, by the length of the longest way to it, the deepest first. */
  readonly levels: readonly (readonly StagePlan[])[];
  /** The stages inside a `join`: what comes of them is in its values, and not delivered. */
  readonly inner: ReadonlySet<StagePlan>;
  /** Attempts that may work at once, over all stages. */
  readonly concurrency: number;
  /** Branches that may wait before a stage, and results that may wait for a consumer that pulls. */
  readonly highWaterMark: number;
  /** Roots that may wait to start. */
  readonly maxWaiting: number;
  readonly overflow: Overflow;
  readonly order: 'completion' | 'source';
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly onEvent?: ((event: PipelineEvent) => void) | undefined;
  /** Makes every call of the user's code of an attempt. */
  readonly around?: Around | undefined;
  /** Ends every run of the plan when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the consumer gets the tree of each root, and not outcomes. */
  readonly assembles?: boolean;
  /** Is told when a root comes, and when all its branches at the first stages are there. */
  readonly roots?: { began(input: unknown, index: number): void; ended(index: number): void } | undefined;
}
