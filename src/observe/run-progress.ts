/** How many branches are where, of one stage or of all. */
export interface ProgressCounts {
  /** Branches created so far. It is the sum of the counts that follow. */
  readonly discovered: number;
  /** How many there will be: known when no more can come, and of the first stage from the beginning if the source is an array. Until then `undefined`, because values make branches. */
  readonly total: number | undefined;
  /** They wait for a slot, for a limit, or for what another branch's attempt or a cache has; of a `join` for the segment inside of it. */
  readonly waiting: number;
  /** Their attempt is in flight. */
  readonly inFlight: number;
  /** They sleep until they are retried. */
  readonly retrying: number;
  /** They have no attempt left; what they got is being cached or emitted. */
  readonly emitting: number;
  readonly fulfilled: number;
  readonly rejected: number;
  readonly cancelled: number;
}

/** How far one stage is. */
export interface StageProgress extends ProgressCounts {
  readonly stage: string;
  /** Attempts, for a `batchStage` requests, that may be in flight at once. */
  readonly concurrency: number;
}

/** How far a run is. */
export interface RunProgress {
  readonly run: number;
  readonly status: 'running' | 'completed' | 'errored' | 'cancelled';
  /** How long it has run, in ms. */
  readonly elapsed: number;
  /** Each before those that its values go to. */
  readonly stages: readonly StageProgress[];
  readonly all: ProgressCounts;
  /** Branches that ended each second, over the last 10 s. */
  readonly rate: number;
  /** In how many ms all will have ended, at the present rate; `undefined` while `all.total` is, or while nothing ends. */
  readonly remaining: number | undefined;
  /** In how many ms the first of the sleeping branches is retried; `undefined` if none sleeps, or its delay is not known. */
  readonly nextRetry: number | undefined;
  /** For how many ms a pause of limits that an attempt has asked for goes on; `undefined` if none does. */
  readonly pause: number | undefined;
}
