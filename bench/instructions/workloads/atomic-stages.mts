import { promiseStages } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, atomic: true }) });
