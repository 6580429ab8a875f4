import { failure, type Fate } from './fate.mjs';
import type { Gauge, Gauges } from './gauge.mjs';
import type { Job } from './job.mjs';

/** What a task gives that fails: a list that throws when it is read. */
const throwing: Iterable<never> = {
  [Symbol.iterator]() {
    throw failure;
  },
};

/** Lists that are there at once, with the leaves of a root, and with one result for each leaf. */
export function iterables(fate: Fate, { first, second }: Gauges): Pick<Job<Iterable<number>, Iterable<number>>, 'first' | 'second'> {
  return {
    first(root) {
      pass(first);
      return fate.rootFails(root) ? throwing : fate.leaves(root);
    },
    second(leaf) {
      pass(second);
      return fate.leafFails(leaf) ? throwing : [leaf];
    },
  };
}

/** Counts what is over before anything else can begin. */
export function pass(gauge: Gauge): void {
  gauge.enter();
  gauge.leave();
}
