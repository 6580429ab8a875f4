import { cpu } from '../measure/metrics.mjs';
import { EVERYBODY, OURS } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Work } from './work.mjs';

const PLAIN = `${OURS}, no policies`;
const STACK = 'RxJS, chained `mergeMap` with an `AbortController`, `timeout`, `retry`';

const governed = { full: size(20_000, 5, 64, { attempts: 3 }), short: size(100, 5, 64, { attempts: 3 }) };

export const w6: Work = {
  id: 'w6',
  title: 'W6: everything on',
  about:
    'W1 where both stages have two retries (without a delay, so that no time is slept), a timeout of 30 s for an attempt and a limit of 1,000 that they share, and every attempt reads its `signal`. Who fails is made three times. The chain does the same by operators, but for the limit, which rxjs does not have.',
  cases: [
    promiseCase(OURS, async () => (await import('../peers/rxjs-stages.mjs')).governed, { ...governed, runs: 15 }),
    promiseCase(PLAIN, EVERYBODY[OURS], { full: size(20_000, 5, 64), short: size(100, 5, 64), runs: 15 }),
    promiseCase(STACK, async () => (await import('../peers/rxjs-chained.mjs')).governed, { ...governed, runs: 2 }),
  ],
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT, against(OURS, cpu)],
  targets: [atMost(1.5, OURS, PLAIN, cpu)],
};
