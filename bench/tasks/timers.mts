import type { Durations } from './durations.mjs';
import { failure, type Fate } from './fate.mjs';
import type { Gauge, Gauges } from './gauge.mjs';
import type { Job } from './job.mjs';

/** Requests that are timers. */
export function timers({ roots, leaves }: Durations): (fate: Fate, gauges: Gauges) => Pick<Job, 'first' | 'second'> {
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
