import { wall } from '../measure/metrics.mjs';
import { OURS_ITERATED } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import type { Work } from './work.mjs';

export const w4: Work = {
  id: 'w4',
  title: 'W4: a million roots from a generator',
  cases: casesOfEverybody({
    full: size(1_000_000, 2, 64),
    short: size(100, 2, 64),
    runs: 1,
    generated: true,
  }),
  rounds: 3,
  limit: 20,
  columns: [WALL, CPU, PEAK, IN_FLIGHT, against(OURS_ITERATED, wall)],
};
