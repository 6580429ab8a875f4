import { pipeline, stage } from 'rxjs-stages';
import { runStages } from '../stages.mjs';
import { CHILDREN, listed, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 2_000;
const bound = { concurrency: SLOTS };
const both = pipeline(stage('first', listed.first, bound), stage('second', listed.second, bound));

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 6,
  measured: 5,
  run: () => runStages(ROOTS, both),
};
