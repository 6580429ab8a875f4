import { isOwn } from '../../brand.js';
import { has, type Rule } from '../../check.js';
import type { Limit } from './limit.js';

/**
 * Gives the limit of an input's group: what `perKey(…).by(…)` makes, or a function of your own. It is asked whenever an attempt could begin or go on, and the limit is taken or
 * waited for in the same step.
 *
 * @throws what it throws is a rejection of the branch
 */
export type KeyedLimit<I> = (input: I) => Limit;

/** What a stage or a pipeline can be given as `limit`: one, or several of which an attempt takes all or none. */
export type LimitOption<I> = Limit | KeyedLimit<I> | readonly (Limit | KeyedLimit<I>)[];

/** Whether it is a limit that takes turns with those of this copy of the library. */
export function isLimit(value: unknown): value is Limit {
  return has(value, 'canAcquire') && isOwn(value);
}

/** What the limit of one input must be. */
export const ONE_LIMIT: Rule = ['a limit', isLimit];
