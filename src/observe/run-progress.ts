/** How many branches are in each state, of one stage or of all stages. */
export interface ProgressCounts {
  /** Branches created so far: the sum of `waiting` and the counts after it. */
  readonly discovered: number;
  /**
   * How many branches there will be. It is known once no more can come, and for the first stage
   * from the beginning if the source is an array. Otherwise `undefined`, because values create more
   * branches.
   */
  readonly total: number | undefined;
  /**
   * Branches that wait for a slot, for a limit, for another branch's attempt or for a cache. For a
   * `join`, branches that wait for the segment inside it.
   */
  readonly waiting: number;
  /** Branches with an attempt in flight. */
  readonly inFlight: number;
  /** Branches that sleep before a retry. */
  readonly retrying: number;
  /** Branches without further attempts, whose values are being cached or emitted. */
  readonly emitting: number;
  /** Branches that completed, with or without values. */
  readonly fulfilled: number;
  readonly rejected: number;
  readonly cancelled: number;
}

/** The progress of one stage. */
export interface StageProgress extends ProgressCounts {
  readonly stage: string;
  /** How many attempts may be in flight at once; for a `batchStage`, how many requests. */
  readonly concurrency: number;
}

/** The progress of a run. */
export interface RunProgress {
  /** The number of the run, as in events. */
  readonly run: number;
  /** How the run ended; `running` while it has not. */
  readonly status: 'running' | 'completed' | 'errored' | 'cancelled';
  /** How long it has run, in ms. */
  readonly elapsed: number;
  /** Each stage before those that receive its values. */
  readonly stages: readonly StageProgress[];
  /** The counts of all stages together. */
  readonly all: ProgressCounts;
  /** How many branches ended per second, over the last 10 s. */
  readonly rate: number;
  /**
   * The estimated time until all branches have ended, in ms, at the current rate. `undefined` while
   * `all.total` is `undefined`, or while nothing ends.
   */
  readonly remaining: number | undefined;
  /**
   * The time until the first sleeping branch is retried, in ms; `undefined` if none sleeps, or its
   * delay is not known.
   */
  readonly nextRetry: number | undefined;
  /**
   * How long a pause of limits that an attempt caused still lasts, in ms; `undefined` if there is
   * none.
   */
  readonly pause: number | undefined;
}
