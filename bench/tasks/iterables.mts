import { failure } from './fate.mjs';
import type { Gauge } from './gauge.mjs';
import type { Tasks } from './job.mjs';

/** What a task gives that fails: a list that throws when it is read. */
const throwing: Iterable<never> = {
  [Symbol.iterator]() {
    throw failure;
  },
};

/** Lists that are there at once, with the leaves of a root, and with one result for each leaf. */
export const iterables: Tasks<Iterable<number>, Iterable<number>> = (fate, { first, second }) => ({
  first(root) {
    pass(first);
    return fate.rootFails(root) ? throwing : fate.leaves(root);
  },
  second(leaf) {
    pass(second);
    return fate.leafFails(leaf) ? throwing : [leaf];
  },
});

/** Counts what is over before anything else can begin. */
export function pass(gauge: Gauge): void {
  gauge.enter();
  gauge.leave();
}
