import type { RunStartedEvent, StageInfo } from '../events/run-event.js';

/** One span in the life of a branch. */
export interface Span {
  /**
   * - `waiting`: for a slot, a limit, or what another branch's attempt or a cache has
   * - `attempt`: an attempt is in flight
   * - `backoff`: the delay of a retry
   */
  readonly kind: 'waiting' | 'attempt' | 'backoff';
  /** In ms, by the pipeline's scheduler. */
  readonly start: number;
  /** `undefined` while it goes on. */
  readonly end: number | undefined;
  /** The attempt that is in flight, or that it leads to, from 1. With `nextPage` each page counts its own. */
  readonly attempt: number;
  /** Which page of its branch it belongs to, from 1. */
  readonly page: number;
  /** Of an attempt: how it ended; `undefined` while it goes on, and of other spans. */
  readonly status: 'fulfilled' | 'rejected' | 'cancelled' | undefined;
  /** Of an attempt that failed, and of the backoff after it: why. */
  readonly reason: unknown;
  /** Of an attempt at a `batchStage`: which batch it was in. */
  readonly batch: { readonly id: number; readonly size: number } | undefined;
}

/** The time for which an attempt had its limits pause. */
export interface Pause {
  readonly stage: string;
  /** The number of the branch whose attempt failed. */
  readonly branch: number;
  readonly start: number;
  /** When it is over; `Infinity` if never. */
  readonly end: number;
}

/** The life of one branch. */
export interface BranchTimeline {
  /** Its number in its run, from 1. */
  readonly branch: number;
  /** The number of the branch that created it; `undefined` for a root. */
  readonly parent: number | undefined;
  readonly stage: string;
  readonly path: readonly number[];
  /** Its input, with `nextPage` that of its first page. */
  readonly input: unknown;
  readonly start: number;
  /** `undefined` while it is open. */
  readonly end: number | undefined;
  readonly status: 'open' | 'completed' | 'rejected' | 'cancelled';
  /** Why it was rejected; `undefined` if it was not. */
  readonly reason: unknown;
  /** What it got its values from, unless that was an attempt of its own. */
  readonly served: 'cache' | 'attempt' | undefined;
  /** The number of the branch of its run whose attempt served it. */
  readonly leader: number | undefined;
  /** How many values it has emitted. */
  readonly emitted: number;
  /** In order, without gaps but for the time in which its last values are cached or emitted. */
  readonly spans: readonly Span[];
}

/** What a run did, and when: its branches as spans. Plain data, as far as inputs and reasons are. */
export interface Timeline extends Pick<RunStartedEvent, 'run' | 'concurrency' | 'highWaterMark' | 'order' | 'roots'> {
  readonly stages: readonly StageInfo[];
  /** When the run began, in ms by the pipeline's scheduler. */
  readonly start: number;
  /** When it ended, or its last event so far. */
  readonly end: number;
  readonly status: 'running' | 'completed' | 'errored' | 'cancelled';
  /** Why the run errored; `undefined` if it did not. */
  readonly reason: unknown;
  /** When the source ended; `undefined` if it has not. */
  readonly sourceEnded: number | undefined;
  /** In the order in which they were created, so each after its parent. */
  readonly branches: readonly BranchTimeline[];
  /** How many branches there were. With more than `max`, `branches` has whole trees of some roots only. */
  readonly created: number;
  readonly pauses: readonly Pause[];
}
