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
