import type { Fate } from './fate.mjs';
import type { Gauges } from './gauge.mjs';
import type { Tally } from './tally.mjs';

/** How many tasks of each round may be under way at once. */
export interface Slots {
  readonly first: number;
  readonly second: number;
}

/**
 * What every subject is given, and all that it is given: a request for each root, a request for each leaf that a root's answer lists, the bound of each
 * round, and where outcomes are counted.
 *
 * @typeParam First - what a task of the first round gives
 * @typeParam Second - what a task of the second round gives
 */
export interface Job<First = Promise<readonly number[]>, Second = Promise<number>> {
  readonly roots: Iterable<number>;
  readonly first: (root: number) => First;
  readonly second: (leaf: number) => Second;
  readonly slots: Slots;
  readonly tally: Tally;
}

/** Makes the tasks of both rounds, for a run whose gauges they tell when they begin and end. */
export type Tasks<First = Promise<readonly number[]>, Second = Promise<number>> = (
  fate: Fate,
  gauges: Gauges,
) => Pick<Job<First, Second>, 'first' | 'second'>;

/** How a subject does a job: to the end, with all failures isolated and all outcomes counted. */
export type Run<First = Promise<readonly number[]>, Second = Promise<number>> = (job: Job<First, Second>) => Promise<void>;
