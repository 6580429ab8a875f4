import { failure } from './fate.mjs';
import type { Tasks } from './job.mjs';

/* eslint-disable @typescript-eslint/require-await -- async functions that wait for nothing are what is measured */

/** Async functions that are done when they return: nothing is measured but what it takes to call them and to take their answers. */
export const done: Tasks = (fate, { first, second }) => ({
  async first(root) {
    first.touch();
    if (fate.rootFails(root)) throw failure;
    return fate.leaves(root);
  },
  async second(leaf) {
    second.touch();
    if (fate.leafFails(leaf)) throw failure;
    return leaf;
  },
});
