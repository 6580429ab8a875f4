import { cpu } from '../measure/metrics.mjs';
import { EVERYBODY, OURS } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK, PER_TASK_OLD } from './columns.mjs';
import type { Work } from './work.mjs';

export const GOVERNED = `${OURS}, everything on`;
/** The job of W1. */
export const PLAIN = `${OURS}, no policies`;
export const STACK = 'RxJS, chained `mergeMap` with an `AbortController`, `timeout`, `retry`';

const roots = 20_000;
const governed = {
  full: size(roots, 5, 64, { attempts: 3 }),
  short: size(100, 5, 64, { attempts: 3 }),
};

/** The chain does the same with operators, except for the shared limit: RxJS has none. */
export const w6: Work = {
  id: 'w6',
  title: 'W6: everything on',
  cases: [
    promiseCase(GOVERNED, async () => (await import('../peers/rxjs-stages.mjs')).governed, { ...governed, runs: 15 }),
    promiseCase(PLAIN, EVERYBODY[OURS], { full: size(roots, 5, 64), short: size(100, 5, 64), runs: 15 }),
    promiseCase(STACK, async () => (await import('../peers/rxjs-chained.mjs')).governed, { ...governed, runs: 2 }),
  ],
  old: [GOVERNED, PLAIN],
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PER_TASK_OLD, PEAK, IN_FLIGHT, against(GOVERNED, cpu, 'everything on')],
};
