import type { Precedence } from '../paced/heap.js';
import type { GovernedBranch } from './governed-branch.js';

/** What decides who starts first. */
export type Standing = Pick<GovernedBranch, 'depth' | 'again' | 'sequence' | 'path'>;

/** First come, first served, but who waits for another attempt goes before. */
export const oldestFirst: Precedence<Standing> = (one, other) => (one.again === other.again ? one.sequence < other.sequence : one.again);

/** The longer path first: of a recursive stage, who is fed back further. */
export const deepestFirst: Precedence<Standing> = (one, other) => (one.depth === other.depth ? oldestFirst(one, other) : one.depth > other.depth);

/** Who has rested longer first. */
export const restedFirst: Precedence<GovernedBranch> = (one, other) => one.rests < other.rests;

/** The lower path first; of two that begin alike the shorter one. */
export const lowestFirst: Precedence<Standing> = ({ path: one }, { path: other }) => {
  const length = Math.min(one.length, other.length);
  for (let depth = 0; depth < length; depth++) {
    const difference = (one[depth] as number) - (other[depth] as number);
    if (difference !== 0) return difference < 0;
  }
  return one.length < other.length;
};
