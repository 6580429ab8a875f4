/** What one process measures of one case. */
export interface Measured {
  /** CPU time of the best run, all threads of the process, in ms. */
  readonly cpu: number;
  /** Time of the fastest run, in ms. */
  readonly wall: number;
  /**
   * Time until the first result of the second round, or the first assembled tree, was there, in
   * that run, in ms.
   */
  readonly first: number;
  /** The most memory that the process has had, in MB. */
  readonly peak: number;
  /** How many tasks a run has made. */
  readonly tasks: number;
  /** How many requests a run has made, where one request is for several tasks. */
  readonly requests?: number;
  /** How many tasks of each kind were in flight at once. */
  readonly inFlight: readonly number[];
}

/** What is known of a process that was ended because it took too long. */
export interface Unfinished {
  /** The most memory that it had had until then, in MB, where the system tells. */
  readonly peak: number | undefined;
}

export type Sample = Measured | Unfinished;

export function isMeasured(sample: Sample | undefined): sample is Measured {
  return sample !== undefined && 'cpu' in sample;
}
