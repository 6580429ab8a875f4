/**
 * Keeps answers: all that a branch of a stage has emitted, under the stage's name and the branch's key.
 *
 * Both methods may answer at once or by a promise. A branch whose answer is looked up by a promise waits meanwhile, as one that waits for a slot does; one whose answer
 * is stored by a promise ends when that is settled. What either throws or rejects with is a rejection of the branch.
 */
export interface Cache {
  /**
   * Looks an answer up.
   *
   * @param stage - the stage's name
   * @param key - the branch's key
   * @returns the values in order, `undefined` or `null` if there is no answer
   */
  get(stage: string, key: string): Answer | null | undefined | PromiseLike<Answer | null | undefined>;
  /**
   * Keeps an answer; failures are never kept.
   *
   * @param values - the values in order; the cache does not change them
   */
  set(stage: string, key: string, values: Answer): void | PromiseLike<void>;
  /**
   * Names the branches of a stage without a `key`. A cache without this method needs a `key`.
   *
   * @param path - the branch's path, which its pages share: with `input` it tells the branches of a run apart
   */
  identify?(input: unknown, path: readonly number[]): string;
  /**
   * Stores the failure of a branch, once its retries are used up. A later `get` may throw that failure. What this method throws is
   * ignored: the branch is rejected with its own reason.
   */
  setFailure?(stage: string, key: string, reason: unknown): void | PromiseLike<void>;
}

/** All that one branch has emitted, in order. */
export type Answer = readonly unknown[];
