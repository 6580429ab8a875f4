import { concurrencyLimit } from 'rxjs-stages';
import { PATIENCE, promiseStages, retry } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

/** Shared by both stages. It has room for the slots of both. */
const limit = concurrencyLimit(1_000);

/** Retry, timeout and limit together. */
export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, retry, timeout: PATIENCE, limit }) });
