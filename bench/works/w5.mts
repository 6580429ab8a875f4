import { wall } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import { atMost, leanerThan } from './targets.mjs';
import type { Work } from './work.mjs';

export const w5: Work = {
  id: 'w5',
  title: 'W5: a slow second round',
  about:
    '100,000 roots out of a generator with 100 leaves each, 16 + 16 slots; each task of the second round takes a turn of the event loop (`setImmediate`), so that the first one is always ahead of it; once in each process.',
  cases: casesOfEverybody({
    tasks: async () => (await import('../tasks/immediate.mjs')).immediate,
    full: size(100_000, 100, 16),
    short: size(32, 100, 16),
    runs: 1,
    generated: true,
  }),
  rounds: 3,
  limit: 15,
  columns: [WALL, CPU, PEAK, IN_FLIGHT, against(OURS, wall)],
  targets: [
    atMost(1.6, OURS, POOL, wall, 'time'),
    atMost(1.6, OURS_ITERATED, POOL, wall, 'time'),
    leanerThan(1.3, OURS, POOL),
    leanerThan(1.3, OURS_ITERATED, POOL),
  ],
};
