/* What the page reads: plain data, of which only strings that were described come from inputs and reasons. Times are in ms since the run began. */

/** One stage, as the page shows it. `null` stands for no bound. */
export interface PageStage {
  readonly name: string;
  readonly concurrency: number | null;
  readonly isJoin: boolean;
  readonly isBatch: boolean;
}

/** What held branches up. */
export interface PageHoldUp {
  readonly text: string;
  /** Whether it is a bound, which can be raised. */
  readonly isBound: boolean;
  /** How much of the critical path it cost, in ms. */
  readonly critical: number;
  /** How long branches waited for it, in ms: the sum over all branches. */
  readonly waited: number;
}

/** A step of the critical path: from `start` until `end` the end of the run waited for this branch. */
export interface PageStep {
  readonly row: number;
  readonly kind: 'attempt' | 'waiting' | 'backoff' | 'source';
  readonly start: number;
  readonly end: number;
  /** Where what it waited for is in `holdUps`, or what the next step waited for; -1 if the next step came of this one. */
  readonly heldUp: number;
}

export interface PagePause {
  readonly row: number;
  readonly stage: number;
  readonly start: number;
  readonly end: number;
}

/** How a branch ended: its place is what the column `status` has. */
export const STATUSES = ['open', 'completed', 'rejected', 'cancelled'] as const;

/** What a span is: its place is what the column `kind` has. */
export const KINDS = ['waiting', 'fulfilled', 'rejected', 'cancelled', 'open', 'backoff'] as const;

/** One column for each property of a branch, with as many places as there are branches; rows are in the order of creation. */
export interface BranchColumns {
  /** The row of the parent; -1 for a root. */
  readonly parent: readonly number[];
  readonly stage: readonly number[];
  readonly path: readonly string[];
  readonly input: readonly string[];
  /** Empty if no `label` was given. */
  readonly label: readonly string[];
  readonly start: readonly number[];
  /** -1 while it is open. */
  readonly end: readonly number[];
  readonly status: readonly number[];
  /** Where its reason is in `reasons`; -1 if it was not rejected. */
  readonly reason: readonly number[];
  /** 0 if its values came from attempts of its own, 1 from a cache, 2 from another branch's attempt. */
  readonly served: readonly number[];
  /** The row of the branch whose attempt served it, or -1. */
  readonly leader: readonly number[];
  readonly emitted: readonly number[];
  /** When it would have started with a barrier; -1 if that is not known. */
  readonly shadow: readonly number[];
  /** Where what held it up last is in `holdUps`, or -1. */
  readonly heldUp: readonly number[];
  /** The row of the branch whose attempt freed the slot that it waited for, or -1. */
  readonly freedBy: readonly number[];
  /** How many spans it has. */
  readonly spans: readonly number[];
}

/** One column for each property of a span; the spans of a row follow those of the row before. */
export interface SpanColumns {
  readonly kind: readonly number[];
  readonly start: readonly number[];
  /** -1 while it goes on. */
  readonly end: readonly number[];
  readonly attempt: readonly number[];
  /** Empty if no branch has a second page. */
  readonly page: readonly number[];
  /** Where its reason is in `reasons`, or -1. */
  readonly reason: readonly number[];
  /** Where its batch is in `batches`, or -1. Empty if there are no batches. */
  readonly batch: readonly number[];
  /** For how long its job was queued, at its beginning. Empty if there are no workers. */
  readonly queued: readonly number[];
  /** Where its worker is in `workers`, or -1. Empty if there are no workers. */
  readonly worker: readonly number[];
}

/** What the page is made from. */
export interface PageData {
  readonly title: string;
  readonly run: number;
  readonly status: 'running' | 'completed' | 'errored' | 'cancelled';
  readonly reason: string | null;
  readonly total: number;
  readonly sourceEnded: number | null;
  /** How many branches the run created: more than there are rows if the timeline had a `max`. */
  readonly created: number;
  readonly concurrency: number | null;
  readonly stages: readonly PageStage[];
  readonly branches: BranchColumns;
  readonly spans: SpanColumns;
  readonly reasons: readonly string[];
  /** Of each batch its number and its size. */
  readonly batches: readonly (readonly [id: number, size: number])[];
  /** The names of the workers that ran attempts of remote stages. */
  readonly workers: readonly string[];
  readonly pauses: readonly PagePause[];
  /** From the first to the last. */
  readonly criticalPath: readonly PageStep[];
  /** What cost the critical path most comes first. */
  readonly holdUps: readonly PageHoldUp[];
  /** How long the run would have taken with a barrier between the rounds. */
  readonly barrier: number;
  /** How long it takes at least, under the same bounds. */
  readonly lowerBound: number;
  /** For how long of the critical path jobs of remote stages were queued. */
  readonly queued: number;
}
