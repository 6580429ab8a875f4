/**
 * The second argument of a stage's project: the attempt that it is called for.
 *
 * @typeParam Inputs - the chain of inputs, root first; known where the stage is written inline in
 *   `pipeline(…)`
 */
export interface StageContext<Inputs extends readonly unknown[] = readonly unknown[]> {
  /**
   * Aborts when this attempt is cancelled, and only then. Pass it to `fetch` or to any client that
   * accepts an `AbortSignal`. It is created when it is first read; a project that never reads it
   * costs nothing.
   */
  readonly signal: AbortSignal;
  /** The number of this attempt, from 1. With `nextPage`, each page counts its own attempts. */
  readonly attempt: number;
  /** The number of the page, from 1. It is always 1 without `nextPage`. */
  readonly page: number;
  /**
   * The inputs that led here, root first. A recursive stage adds one for each level. The last one
   * is the project's own input.
   */
  readonly inputs: Inputs;
  /** The branch's index at each level. It is as long as `inputs`. */
  readonly path: readonly number[];
  /** The branch's index among its siblings, from 0: the last element of `path`. */
  readonly index: number;
}

/**
 * The second argument of a {@link batchStage}'s project: the request that it makes.
 *
 * @typeParam Inputs - the chain of inputs of each branch, root first
 */
export interface BatchContext<Inputs extends readonly unknown[] = readonly unknown[]> {
  /**
   * Aborts when the request is cancelled: it timed out, its run ended, or all its branches have
   * left. It is created when it is first read.
   */
  readonly signal: AbortSignal;
  /**
   * The context of each branch, in the order of the inputs, as the project of a {@link stage} would
   * get it. It is created when it is first read.
   */
  readonly branches: readonly StageContext<Inputs>[];
}
