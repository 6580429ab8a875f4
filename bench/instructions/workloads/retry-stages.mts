import { promiseStages, retry } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, retry }) });
