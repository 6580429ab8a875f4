import { wall } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOf } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import type { Work } from './work.mjs';

/**
 * Each task of the second round takes a turn of the event loop, so that the first round is always
 * ahead. One run in each process. The libraries are left out: none of them ends in 15 s.
 */
export const w5: Work = {
  id: 'w5',
  title: 'W5: a slow second round',
  cases: casesOf([OURS, OURS_ITERATED, POOL], {
    tasks: async () => (await import('../tasks/immediate.mjs')).immediate,
    full: size(100_000, 100, 16),
    short: size(32, 100, 16),
    runs: 1,
    generated: true,
  }),
  rounds: 3,
  limit: 60,
  columns: [WALL, CPU, PEAK, IN_FLIGHT, against(OURS, wall)],
};
