import { PATIENCE, promiseStages } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, timeout: { attempt: PATIENCE } }) });
