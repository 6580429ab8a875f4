import type { Durations } from './durations.mjs';
import { failure } from './fate.mjs';
import type { Gauge } from './gauge.mjs';
import type { Tasks } from './job.mjs';

/** Requests that are timers. */
export function timers({ roots, leaves }: Durations): Tasks {
  return (fate, { first, second }) => ({
    first: (root) => after(roots[root], first, fate.rootFails(root), () => fate.leaves(root)),
    second: (leaf) => after(leaves[leaf], second, fate.leafFails(leaf), () => leaf),
  });
}

function after<T>(ms: number | undefined, gauge: Gauge, fails: boolean, answer: () => T): Promise<T> {
  gauge.enter();
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      gauge.leave();
      if (fails) reject(failure);
      else resolve(answer());
    }, ms);
  });
}
