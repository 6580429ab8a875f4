import { cpu, wall } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import { atMostOfFastest, leanerThan } from './targets.mjs';
import type { Work } from './work.mjs';

export const w4: Work = {
  id: 'w4',
  title: 'W4: a million roots',
  about: '1,000,000 roots out of a generator with 2 leaves each, 64 + 64 slots, tasks as in W1; once in each process.',
  cases: casesOfEverybody({
    full: size(1_000_000, 2, 64),
    short: size(100, 2, 64),
    runs: 1,
    generated: true,
  }),
  rounds: 3,
  limit: 20,
  columns: [WALL, CPU, PEAK, IN_FLIGHT, against(OURS_ITERATED, wall)],
  targets: [
    atMostOfFastest(0.5, OURS_ITERATED, cpu),
    atMostOfFastest(0.5, OURS, cpu),
    leanerThan(1.3, OURS_ITERATED, POOL),
    leanerThan(1.3, OURS, POOL),
  ],
};
