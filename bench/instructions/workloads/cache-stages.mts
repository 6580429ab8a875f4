import { emptyCaches, key, mapCache } from '../keys.mjs';
import { promiseStages } from '../promise-stages.mjs';
import { SLOTS } from '../work.mjs';

/** Every look-up is a miss, and every answer is stored. */
export const workload = promiseStages({ policies: () => ({ concurrency: SLOTS, key, cache: mapCache() }), reset: emptyCaches });
