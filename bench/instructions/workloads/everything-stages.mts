import { concurrencyLimit, type StageOptions } from 'rxjs-stages';
import { emptyCaches, key, mapCache } from '../keys.mjs';
import { PATIENCE, promiseStages, retry } from '../promise-stages.mjs';
import { firstPages, nextPage, recurse } from '../shapes.mjs';
import { SLOTS } from '../work.mjs';

/** A task costs so much here that fewer must do. */
const ROOTS = 500;

const policies = (): StageOptions<number, number> => ({
  limit: concurrencyLimit(SLOTS),
  retry,
  timeout: { attempt: PATIENCE },
  key,
  cache: mapCache(),
  atomic: true,
});

/** The policies of all other workloads together. The source emits one root. */
export const workload = promiseStages({
  roots: ROOTS,
  sources: 1,
  policies: (round) => (round === 'first' ? { ...policies(), nextPage: nextPage(ROOTS), recurse: recurse(firstPages(ROOTS)) } : policies()),
  options: { order: 'source' },
  reset: emptyCaches,
  measured: 7,
});
