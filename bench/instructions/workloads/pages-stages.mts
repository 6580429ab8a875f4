import { promiseStages, ROOTS } from '../promise-stages.mjs';
import { firstPages, nextPage } from '../shapes.mjs';
import { SLOTS } from '../work.mjs';

/** The first stage has pages: the source emits the roots that are first pages. */
export const workload = promiseStages({
  sources: firstPages(ROOTS),
  policies: (round) => (round === 'first' ? { concurrency: SLOTS, nextPage: nextPage(ROOTS) } : { concurrency: SLOTS }),
});
