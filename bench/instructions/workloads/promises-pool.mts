import { runPool } from '../pool.mjs';
import { CHILDREN, promised } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 2_000;

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 6,
  measured: 5,
  run: () =>
    runPool(
      ROOTS,
      (root, done, failed) => void promised.first(root).then(done, failed),
      (leaf, done, failed) => void promised.second(leaf).then(done, failed),
    ),
};
