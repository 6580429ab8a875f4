import { isOwn } from '../../brand.js';
import { has, type Rule } from '../../check.js';
import type { Limit } from './limit.js';

/**
 * Returns the limit for an input: what `perKey(…).by(…)` returns, or a function of your own. It is
 * called whenever an attempt could start or go on. The limit is acquired or waited for in the same
 * step. An error that it throws rejects the branch.
 */
export type KeyedLimit<I> = (input: I) => Limit;

/**
 * What the option `limit` accepts: one limit, or several of which an attempt acquires all or none.
 */
export type LimitOption<I> = Limit | KeyedLimit<I> | readonly (Limit | KeyedLimit<I>)[];

/** Whether a value is a limit that takes turns with the limits of this copy of the library. */
export function isLimit(value: unknown): value is Limit {
  return has(value, 'canAcquire') && isOwn(value);
}

/** The rule for the limit of one input. */
export const ONE_LIMIT: Rule = ['a limit', isLimit];
