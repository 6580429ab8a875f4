/**
 * What a stage's project is told about the attempt it is called for.
 *
 * @typeParam Inputs - the chain of inputs, root first; known where the stage is written inline in `pipeline(…)`
 */
export interface StageContext<Inputs extends readonly unknown[] = readonly unknown[]> {
  /**
   * Aborts when this attempt is cancelled, and only then: hand it to `fetch` or to any client that takes an
   * `AbortSignal`. It is made when it is first read; a project that never reads it pays nothing.
   */
  readonly signal: AbortSignal;
  /** Which attempt of the branch this is, from 1. */
  readonly attempt: number;
  /** The inputs that led here, root first, with one for each level of a stage that recurses; the last one is this project's own input. */
  readonly inputs: Inputs;
  /** The branch's index at each level, as long as `inputs`. */
  readonly path: readonly number[];
  /** The branch's place among its siblings, from 0: the last element of `path`. */
  readonly index: number;
}

/**
 * The second argument of a {@link batchStage}'s project: the request that it makes.
 *
 * @typeParam Inputs - the chain of inputs of each branch, root first
 */
export interface BatchContext<Inputs extends readonly unknown[] = readonly unknown[]> {
  /**
   * Aborts when the request is given up: its time is up, its run has ended, or all its branches have left. It is made when it is first read.
   */
  readonly signal: AbortSignal;
  /** What the project of a {@link stage} would be told about each branch, in the order of the inputs. Made when it is first read. */
  readonly branches: readonly StageContext<Inputs>[];
}
