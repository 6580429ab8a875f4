/** What every event of a run has. It belongs to no branch. */
interface RunEventBase {
  /** The number of the run, from 1 within the process. Every subscription is a run. */
  readonly run: number;
  /** When it happened: `now()` of the pipeline's scheduler, in ms. */
  readonly time: number;
  readonly stage?: undefined;
  readonly branch?: undefined;
  readonly parent?: undefined;
  readonly path?: undefined;
  readonly input?: undefined;
  readonly attempt?: undefined;
  readonly previous?: undefined;
  readonly waited?: undefined;
  readonly inFlight?: undefined;
}

/** One stage of a run. */
export interface StageInfo {
  readonly name: string;
  /**
   * How many of its attempts may be in flight at once; for a {@link batchStage}, how many requests.
   * `Infinity` for a `join`, which makes none.
   */
  readonly concurrency: number;
  /** Whether it has a `limit`, of its own or of its pipeline. */
  readonly isLimited: boolean;
  /** Whether it is a `join`, whose branches wait for the segment inside it. */
  readonly isJoin: boolean;
  /** Whether it is a {@link batchStage}, whose branches share requests. */
  readonly isBatch: boolean;
  /** Whether it is a {@link listStage}, which emits the elements of lists. */
  readonly isList: boolean;
  /** The names of the stages that receive its values; a recursive stage includes its own. */
  readonly followers: readonly string[];
  /** For a `join`: the names of the first stages inside it. Otherwise empty. */
  readonly inner: readonly string[];
}

/** A run begins. Its source is about to be subscribed. */
export interface RunStartedEvent extends RunEventBase {
  readonly type: 'run-started';
  /** How many attempts of all stages may be in flight at once. */
  readonly concurrency: number;
  /** How many branches may wait before a stage until the stage before it starts nothing more. */
  readonly highWaterMark: number;
  /** The `order` of the pipeline. */
  readonly order: 'completion' | 'source';
  /** How many items the source has, if it is an array; otherwise `undefined`. */
  readonly roots: number | undefined;
  /** The names of the stages that receive every root. */
  readonly first: readonly string[];
  /** All stages, each before those that receive its values. */
  readonly stages: readonly StageInfo[];
}

/** The source has ended, or was stopped because of an overflow. No more roots will come. */
export interface SourceEndedEvent extends RunEventBase {
  readonly type: 'source-ended';
}

/** A run has ended. This is the last event of its run. */
export interface RunEndedEvent extends RunEventBase {
  readonly type: 'run-ended';
  /** How it ended: it completed, errored, or was unsubscribed or aborted. */
  readonly status: 'completed' | 'errored' | 'cancelled';
  /** Why it errored; `undefined` if it did not. */
  readonly reason: unknown;
}

/**
 * One step of a run as a whole. The events of a run begin with `run-started` and end with
 * `run-ended`. `source-ended` comes between them, unless the run is cancelled first.
 */
export type RunEvent = RunStartedEvent | SourceEndedEvent | RunEndedEvent;
