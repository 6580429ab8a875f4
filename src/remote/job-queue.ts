import type { RemoteWork } from '../events/branch-event.js';
import type { Answer } from '../policies/cache.js';

/**
 * One attempt of a stage, as plain data: what another process needs to call the stage's project.
 * Everything but `inputs` can be written as JSON; the inputs can if they are plain data.
 */
export interface RemoteJob {
  /** The name of the stage. */
  readonly stage: string;
  /** The inputs that led here, root first. The last one is the project's own input. */
  readonly inputs: readonly unknown[];
  /** The branch's index at each level, as long as `inputs`. */
  readonly path: readonly number[];
  /** The `key` of the input; `undefined` if the stage has none. */
  readonly key: string | undefined;
  /** The number of the page, from 1. */
  readonly page: number;
  /** The number of the attempt, from 1. Each page counts its own. */
  readonly attempt: number;
}

/**
 * What {@link remote} needs of a queue: it runs one job somewhere, and returns its answer. Retries,
 * timeouts, limits and bounds are not its concern.
 */
export interface JobQueue {
  /**
   * Runs a job.
   *
   * @param job - what to run, with the {@link jobRunner} of a worker
   * @param signal - aborts when the answer is no longer wanted. Remove the job if it waits, and abort
   *   it if it runs
   * @param report - may be called before the promise settles, to add the worker to the `settled`
   *   event
   * @returns the values that the project emitted, in order. It rejects with what the project failed
   *   with, or with a {@link RemoteStageError}, which is not retried
   */
  run(job: RemoteJob, signal: AbortSignal, report?: (work: RemoteWork) => void): PromiseLike<Answer>;
  /** Closes connections. Jobs that are still wanted are rejected. */
  close(): Promise<void>;
}
