import { runChain } from '../chain.mjs';
import { CHILDREN, observed } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 2_000;

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 6,
  measured: 5,
  run: () => runChain(ROOTS, observed.first, observed.second),
};
