import type { RemoteWork } from '../events/branch-event.js';
import type { RunStartedEvent, StageInfo } from '../events/run-event.js';

/** One span in the life of a branch. */
export interface Span {
  /**
   * - `waiting`: for a slot, a limit, another branch's attempt or a cache
   * - `attempt`: an attempt is in flight
   * - `backoff`: the delay of a retry
   */
  readonly kind: 'waiting' | 'attempt' | 'backoff';
  /** When it began, in ms, as `now()` of the pipeline's scheduler. */
  readonly start: number;
  /** When it ended, in ms; `undefined` while it lasts. */
  readonly end: number | undefined;
  /**
   * The attempt that is in flight, or that the span leads to, from 1. With `nextPage`, each page
   * counts its own attempts.
   */
  readonly attempt: number;
  /** The number of the page of its branch, from 1. */
  readonly page: number;
  /** For an attempt: how it ended; `undefined` while it is in flight, and for other spans. */
  readonly status: 'fulfilled' | 'rejected' | 'cancelled' | undefined;
  /** For a failed attempt, and the backoff after it: the reason. */
  readonly reason: unknown;
  /** For an attempt at a `batchStage`: its batch. */
  readonly batch: { readonly id: number; readonly size: number } | undefined;
  /**
   * For an attempt of a {@link remote} stage that has settled: which worker ran it, and for how
   * long. The rest of the span is the time in the queue. The duration is by the worker's clock.
   */
  readonly work: RemoteWork | undefined;
}

/** A pause of limits that a failed attempt caused. */
export interface Pause {
  /** The name of the stage of that branch. */
  readonly stage: string;
  /** The number of the branch whose attempt failed. */
  readonly branch: number;
  /** When it began, in ms, as `now()` of the pipeline's scheduler. */
  readonly start: number;
  /** When it ends, in ms; `Infinity` if never. */
  readonly end: number;
}

/** The life of one branch. */
export interface BranchTimeline {
  /** Its number in its run, from 1. */
  readonly branch: number;
  /** The number of the branch that created it; `undefined` for a root. */
  readonly parent: number | undefined;
  readonly stage: string;
  /** Its index at each level, as in events. */
  readonly path: readonly number[];
  /** Its input; with `nextPage`, the input of its first page. */
  readonly input: unknown;
  /** When it was created, in ms, as `now()` of the pipeline's scheduler. */
  readonly start: number;
  /** When it ended, in ms; `undefined` while it is open. */
  readonly end: number | undefined;
  /** How it ended; `open` while it has not. */
  readonly status: 'open' | 'completed' | 'rejected' | 'cancelled';
  /** Why it was rejected; `undefined` if it was not. */
  readonly reason: unknown;
  /** What served its values, if it made no attempt of its own. */
  readonly served: 'cache' | 'attempt' | undefined;
  /** The number of the branch of its run whose attempt served it; otherwise `undefined`. */
  readonly leader: number | undefined;
  /** How many values it has emitted. */
  readonly emitted: number;
  /** In order and without gaps, except while its last values are being cached or emitted. */
  readonly spans: readonly Span[];
}

/** What a run did, and when: its branches as spans. Plain data, except for inputs and reasons. */
export interface Timeline extends Pick<RunStartedEvent, 'run' | 'concurrency' | 'highWaterMark' | 'order' | 'roots'> {
  /** All stages, each before those that receive its values. */
  readonly stages: readonly StageInfo[];
  /** When the run began, in ms, as `now()` of the pipeline's scheduler. */
  readonly start: number;
  /** When the run ended, or its last event so far, in ms. */
  readonly end: number;
  /** How the run ended; `running` while it has not. */
  readonly status: 'running' | 'completed' | 'errored' | 'cancelled';
  /** Why the run errored; `undefined` if it did not. */
  readonly reason: unknown;
  /** When the source ended, in ms; `undefined` if it has not. */
  readonly sourceEnded: number | undefined;
  /** In the order of creation, so each branch comes after its parent. */
  readonly branches: readonly BranchTimeline[];
  /**
   * How many branches the run created. If they exceed `max`, `branches` has whole trees of some
   * roots only.
   */
  readonly created: number;
  /** The pauses of limits that failed attempts caused. */
  readonly pauses: readonly Pause[];
}
