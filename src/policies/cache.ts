/**
 * Stores answers: everything that one branch of a stage has emitted, under the stage's name and the
 * branch's key.
 *
 * `get` and `set` may return their result or a promise of it. A branch whose lookup is pending
 * waits, like a branch that waits for a slot. A branch whose answer is being stored ends when the
 * promise settles. An error from either method rejects the branch.
 */
export interface Cache {
  /**
   * Looks up an answer.
   *
   * @param stage - the stage's name
   * @param key - the branch's key
   * @returns the values in order; `undefined` or `null` if there is no answer
   */
  get(stage: string, key: string): Answer | null | undefined | PromiseLike<Answer | null | undefined>;
  /**
   * Stores the answer of a branch that has completed. For failures, see `setFailure`.
   *
   * @param stage - the stage's name
   * @param key - the branch's key
   * @param values - the values in order; the cache must not change them
   */
  set(stage: string, key: string, values: Answer): void | PromiseLike<void>;
  /**
   * Returns the key of a branch, for stages without a `key`. A cache without this method needs a
   * `key`.
   *
   * @param input - the branch's input
   * @param path - the branch's path, which its pages share. Together with `input` it identifies a
   *   branch of a run
   */
  identify?(input: unknown, path: readonly number[]): string;
  /**
   * Stores the failure of a branch, once its retries are used up. A later `get` may throw that
   * failure. An error of this method is ignored: the branch is rejected with its own reason.
   *
   * @param stage - the stage's name
   * @param key - the branch's key
   * @param reason - why the branch failed
   */
  setFailure?(stage: string, key: string, reason: unknown): void | PromiseLike<void>;
}

/** Everything that one branch has emitted, in order. */
export type Answer = readonly unknown[];
