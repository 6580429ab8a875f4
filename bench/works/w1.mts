import { cpu } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { asyncioCase } from './asyncio.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK, PER_TASK_OLD } from './columns.mjs';
import type { Work } from './work.mjs';

const full = size(20_000, 5, 64);
const short = size(100, 5, 64);

const cases = [...casesOfEverybody({ full, short, runs: 15 }), asyncioCase(full, short, 2)];

export const w1: Work = {
  id: 'w1',
  title: 'W1: 20,000 roots, small tasks',
  cases,
  old: [OURS, OURS_ITERATED],
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PER_TASK_OLD, PEAK, IN_FLIGHT, against(OURS, cpu)],
};
