import { runPool } from '../pool.mjs';
import { CHILDREN, scheduledSoon } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 500;

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 7,
  measured: 5,
  run: () =>
    runPool(
      ROOTS,
      (root, done, failed) => scheduledSoon.first(root).subscribe({ next: done, error: failed }),
      (leaf, done, failed) => scheduledSoon.second(leaf).subscribe({ next: done, error: failed }),
    ),
};
