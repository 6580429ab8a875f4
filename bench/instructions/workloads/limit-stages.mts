import { concurrencyLimit } from 'rxjs-stages';
import { promiseStages } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

/** Each stage has a limit of its own, which bounds it as its slots do in the plain workload. */
export const workload = promiseStages({ policies: () => ({ limit: concurrencyLimit(SLOTS) }) });
