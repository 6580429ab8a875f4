import type { ObservableInput } from 'rxjs';

/**
 * How long to wait before a retry: ms, or an input whose first value ends the wait. If that input
 * completes without a value, there is no retry, and the branch is rejected with the reason of its
 * attempt. Anything else rejects the branch with an error that names `delay`.
 *
 * @param error - why the attempt failed
 * @param retryCount - which retry of the branch is to come, from 1
 * @param random - the pipeline's source of jitter, as `Math.random`
 */
export type RetryDelay = (error: unknown, retryCount: number, random: () => number) => number | (ObservableInput<unknown> & object);

/**
 * When a failed attempt is made again. There is no retry once an attempt has emitted anything, for that is on its way, unless its stage is `atomic`.
 * A branch that waits for its retry holds no slot.
 */
export interface RetryPolicy {
  /** How many retries a branch may have, over its first attempt. */
  readonly count: number;
  /**
   * How long to wait before each: any number of ms, or a function that returns it. With 0 the branch
   * is queued again in the same turn.
   *
   * @default exponentialBackoff()
   */
  readonly delay?: number | RetryDelay | undefined;
  /**
   * Whether a failure is worth a retry, judged as JavaScript judges a condition. Not async.
   *
   * @default every failure is
   */
  readonly when?: ((error: unknown) => boolean) | undefined;
  /**
   * For how many ms the limits of the branch are to start nothing more, with `perKey` those of its key alone. It is asked after each failed attempt, the last
   * one too, and the pause begins at once; with 0 or `undefined` they go on.
   */
  readonly pause?: ((error: unknown) => number | undefined) | undefined;
}
