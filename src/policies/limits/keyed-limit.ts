import type { Limit } from './limit.js';

/** A limit for each group of a stage's inputs; made by `perKey(…).by(…)`. */
export interface KeyedLimit<I> {
  /**
   * The limit of an input's group, to be taken or waited for within this step: a group that nobody uses is forgotten, and so is its limit.
   *
   * @internal
   * @throws what the function throws that says which group it is
   * @throws TypeError if there is no limit for the group
   */
  limitOf(input: I): Limit;
}

/** What a stage or a pipeline can be given as `limit`: one, or several of which an attempt takes all or none. */
export type LimitOption<I> = Limit | KeyedLimit<I> | readonly (Limit | KeyedLimit<I>)[];
