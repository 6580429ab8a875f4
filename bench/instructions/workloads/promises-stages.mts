import { listStage, pipeline, stage } from 'rxjs-stages';
import { runStages } from '../stages.mjs';
import { CHILDREN, promised, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 2_000;
const bound = { concurrency: SLOTS };
const both = pipeline(listStage('first', promised.first, bound), stage('second', promised.second, bound));

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 16,
  measured: 5,
  run: () => runStages(ROOTS, both),
};
