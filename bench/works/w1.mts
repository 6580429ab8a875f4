import { cpu } from '../measure/metrics.mjs';
import { CHAIN, EVERYBODY, OURS, POOL, type PeerName } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOf } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import { atMost, atMostOfFastest } from './targets.mjs';
import type { Work } from './work.mjs';

export const w1: Work = {
  id: 'w1',
  title: 'W1: many small requests',
  about:
    '20,000 roots with 5 leaves each, 64 + 64 slots. Every task is an async function that is done when it returns, so that nothing is measured but what it costs to call it and to take its answer.',
  cases: casesOf(Object.keys(EVERYBODY) as PeerName[], { full: size(20_000, 5, 64), short: size(200, 5, 64), runs: 15 }),
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT, against(OURS, cpu)],
  targets: [atMostOfFastest(0.5, OURS, cpu), atMost(2, OURS, POOL, cpu), atMost(0.2, OURS, CHAIN, cpu)],
};
