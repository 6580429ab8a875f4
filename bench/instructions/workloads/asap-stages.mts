import { listStage, pipeline, stage } from 'rxjs-stages';
import { runStages } from '../stages.mjs';
import { CHILDREN, scheduledSoon, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 500;
const bound = { concurrency: SLOTS };
const both = pipeline(listStage('first', scheduledSoon.first, bound), stage('second', scheduledSoon.second, bound), { concurrency: 2 * SLOTS });

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 7,
  measured: 5,
  run: () => runStages(ROOTS, both),
};
