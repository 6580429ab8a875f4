import { mergeMap } from 'rxjs';
import { runChain } from '../chain.mjs';
import { CHILDREN, scheduledSoon } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 500;

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 7,
  measured: 5,
  run: () => runChain(ROOTS, (root) => scheduledSoon.first(root).pipe(mergeMap((list) => list)), scheduledSoon.second),
};
