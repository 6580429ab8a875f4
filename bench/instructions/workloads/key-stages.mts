import { key } from '../keys.mjs';
import { promiseStages } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

/** No two tasks of a stage have the same key. */
export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, key }) });
