import { failure } from './fate.mjs';
import type { Tasks } from './job.mjs';

const soon = Promise.resolve();

/** Async functions that are done a microtask later. */
export const yielding: Tasks = (fate, { first, second }) => ({
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
});
