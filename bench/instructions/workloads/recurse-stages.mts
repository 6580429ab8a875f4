import { promiseStages, ROOTS } from '../promise-stages.mjs';
import { recurse } from '../shapes.mjs';
import { SLOTS } from '../work.mjs';

/** The first stage recurses: the source emits one root, and every value of the stage goes through `recurse`. */
export const workload = promiseStages({
  sources: 1,
  policies: (round) => (round === 'first' ? { concurrency: SLOTS, recurse: recurse(ROOTS) } : { concurrency: SLOTS }),
});
