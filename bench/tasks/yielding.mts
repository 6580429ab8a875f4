import { failure, type Fate } from './fate.mjs';
import type { Gauges } from './gauge.mjs';
import type { Job } from './job.mjs';

const soon = Promise.resolve();

/** Async functions that are done a microtask later. */
export function yielding(fate: Fate, { first, second }: Gauges): Pick<Job, 'first' | 'second'> {
  return {
    async first(root) {
      first.enter();
      await soon;
      first.leave();
      if (fate.rootFails(root)) throw failure;
      return fate.leaves(root);
    },
    async second(leaf) {
      second.enter();
      await soon;
      second.leave();
      if (fate.leafFails(leaf)) throw failure;
      return leaf;
    },
  };
}
