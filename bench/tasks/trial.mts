import { deepStrictEqual, ok } from 'node:assert';
import { expected, Fate } from './fate.mjs';
import { Gauges } from './gauge.mjs';
import type { Job, Tasks } from './job.mjs';
import type { Size } from './size.mjs';
import { Tally } from './tally.mjs';

/** One run's job, and afterwards whether it was done. */
export interface Trial<First, Second> {
  readonly job: Job<First, Second>;
  readonly tally: Tally;
  readonly gauges: Gauges;
}

/** Makes a job; its roots come out of a list that was made before, or of a generator. */
export function trial<First, Second>(tasks: Tasks<First, Second>, size: Size, roots: Iterable<number>): Trial<First, Second> {
  const tally = new Tally();
  const gauges = new Gauges();
  return { job: { roots, ...tasks(new Fate(size), gauges), slots: size.slots, tally }, tally, gauges };
}

/**
 * Checks that every task was made once for each of its attempts, that every outcome was counted, and that each round kept its bound, or that the second
 * one did not where that is what is to be shown.
 */
export function check({ job: { slots }, tally, gauges: { first, second } }: Trial<unknown, unknown>, size: Size, keepsBound: boolean): void {
  const { roots, leaves, rejectedRoots, fulfilled, rejected } = expected(size);
  const again = size.attempts - 1;
  deepStrictEqual(
    { roots: first.calls, leaves: second.calls, rejectedRoots: tally.rejectedRoots, fulfilled: tally.fulfilled, rejected: tally.rejected },
    { roots: roots + again * rejectedRoots, leaves: leaves + again * rejected, rejectedRoots, fulfilled, rejected },
  );
  ok(first.max <= slots.first, `${String(first.max)} tasks of the first round were under way at once`);
  ok(second.max <= slots.second === keepsBound, `${String(second.max)} tasks of the second round were under way at once`);
}
