import { concurrencyLimit, listStage, pipeline, stage, type StageContext } from 'rxjs-stages';
import { runStages } from '../stages.mjs';
import { CHILDREN, promised, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const ROOTS = 500;

/** Everything on that promises may want: what fails is tried twice more at once, no timeout fires, the limit has room. */
const policies = { concurrency: SLOTS, retry: { count: 2, delay: 0 }, timeout: 30_000, limit: concurrencyLimit(1_000) };

/** Makes the attempt's signal, as every request does. */
function readSignal({ signal }: StageContext): void {
  if (signal.aborted) throw new Error('cancelled, though nobody cancels');
}

const first = (root: number, context: StageContext): Promise<number[]> => {
  readSignal(context);
  return promised.first(root);
};
const second = (leaf: number, context: StageContext): Promise<number> => {
  readSignal(context);
  return promised.second(leaf);
};
const both = pipeline(listStage('first', first, policies), stage('second', second, policies), { concurrency: 2 * SLOTS });

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 7,
  measured: 5,
  run: () => runStages(ROOTS, both),
};
