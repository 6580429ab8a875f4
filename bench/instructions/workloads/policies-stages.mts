import { concurrencyLimit, listStage, pipeline, stage } from 'rxjs-stages';
import { runStages } from '../stages.mjs';
import { CHILDREN, promised, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 500;

/** Everything on that promises may want, but for a signal, whose making would be most of what is counted: what fails is tried twice more at once, no timeout fires, the limit has room. */
const policies = { concurrency: SLOTS, retry: { count: 2, delay: 0 }, timeout: 30_000, limit: concurrencyLimit(1_000) };

const both = pipeline(listStage('first', promised.first, policies), stage('second', promised.second, policies));

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 16,
  measured: 5,
  run: () => runStages(ROOTS, both),
};
