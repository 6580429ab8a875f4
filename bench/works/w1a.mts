import { cpu } from '../measure/metrics.mjs';
import { CHAIN, NESTED, OURS, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOf } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Work } from './work.mjs';

export const w1a: Work = {
  id: 'w1a',
  title: 'W1a: fewer small requests',
  about: 'W1 with 2,000 roots: fewer wait than the 16,000 or so from which on the buffer of a bounded `mergeMap` takes longer the more there are.',
  cases: casesOf([OURS, POOL, 'p-queue', 'p-map, barrier', NESTED, CHAIN], { full: size(2_000, 5, 64), short: size(100, 5, 64), runs: 30 }),
  repeats: true,
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT, against(OURS, cpu)],
  targets: [atMost(0.2, OURS, CHAIN, cpu)],
};
