/** What every event of a run as a whole says. It is about no branch. */
interface RunEventBase {
  /** The run, numbered from 1 in the process: every subscription is one. */
  readonly run: number;
  /** The pipeline's scheduler's `now()`, in ms. */
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

/** One stage of a run, as its pipeline has it. */
export interface StageInfo {
  readonly name: string;
  /** Attempts of it that may be in flight at once, for a {@link batchStage} requests; `Infinity` for a `join`, which makes none. */
  readonly concurrency: number;
  /** Whether it has a `limit`, of its own or of its pipeline. */
  readonly isLimited: boolean;
  /** Whether it is a `join`, whose branches wait for the segment inside of it. */
  readonly isJoin: boolean;
  /** Whether its branches share requests. */
  readonly isBatch: boolean;
  /** Whether it is a `listStage`, which emits the elements of lists. */
  readonly isList: boolean;
  /** The names of the stages that its values go to: of a recursive one also its own. */
  readonly followers: readonly string[];
  /** Of a `join`: the names of the first stages inside of it. */
  readonly inner: readonly string[];
}

/** A run begins: its source is about to be subscribed. */
export interface RunStartedEvent extends RunEventBase {
  readonly type: 'run-started';
  /** Attempts of all stages that may work at once. */
  readonly concurrency: number;
  /** Branches that may wait before a stage until the stage before it starts nothing more. */
  readonly highWaterMark: number;
  readonly order: 'completion' | 'source';
  /** How many items the source has, if it is an array; `undefined` if it is anything else. */
  readonly roots: number | undefined;
  /** The names of the stages that every root goes to. */
  readonly first: readonly string[];
  /** All stages, each before those that its values go to. */
  readonly stages: readonly StageInfo[];
}

/** The source has ended, or is stopped because of an overflow: there are no other roots. */
export interface SourceEndedEvent extends RunEventBase {
  readonly type: 'source-ended';
}

/** A run is over. It is the last event of its run. */
export interface RunEndedEvent extends RunEventBase {
  readonly type: 'run-ended';
  /** Whether it completes, errors, or was unsubscribed or aborted. */
  readonly status: 'completed' | 'errored' | 'cancelled';
  /** Why it errors; `undefined` if it does not. */
  readonly reason: unknown;
}

/** One step in the life of a run as a whole. A run's events begin with `run-started` and end with `run-ended`; `source-ended` comes between, unless the run is cancelled before. */
export type RunEvent = RunStartedEvent | SourceEndedEvent | RunEndedEvent;
