import type { IsBefore } from './queue/priority-queue.js';
import type { Branch, SortKey } from './types.js';

/** First come, first served, but retries go first. */
export const byAge: IsBefore<SortKey> = (one, other) => {
  const isRetry = one.attempts > 0;
  return isRetry === other.attempts > 0 ? one.number < other.number : isRetry;
};

/** The longer path first. */
export const byDepth: IsBefore<SortKey> = (one, other) => {
  const further = one.depth - other.depth;
  return further === 0 ? byAge(one, other) : further > 0;
};

/** The lower path first; if one is the beginning of the other, the shorter one. */
export const byPath: IsBefore<SortKey> = ({ path: one }, { path: other }) => {
  const length = Math.min(one.length, other.length);
  for (let depth = 0; depth < length; depth++) {
    const difference = (one[depth] as number) - (other[depth] as number);
    if (difference !== 0) return difference < 0;
  }
  return one.length < other.length;
};

/** Attempts that were suspended earlier go first. */
export const byTurn: IsBefore<Branch> = ({ attempt: one }, { attempt: other }) => (one?.turn ?? 0) < (other?.turn ?? 0);
