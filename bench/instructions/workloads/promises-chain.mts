import { from, mergeMap } from 'rxjs';
import { runChain } from '../chain.mjs';
import { CHILDREN, promised } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 2_000;

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 5,
  measured: 3,
  run: () =>
    runChain(
      ROOTS,
      (root) => from(promised.first(root)).pipe(mergeMap((list) => list)),
      (leaf) => from(promised.second(leaf)),
    ),
};
