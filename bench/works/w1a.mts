import { cpu } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { asyncioCase } from './asyncio.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK, PER_TASK_OLD } from './columns.mjs';
import type { Work } from './work.mjs';

const full = size(2_000, 5, 64);
const short = size(100, 5, 64);

/**
 * W1 with fewer roots. The buffer of a bounded `mergeMap` slows down from about 16,000 waiting items
 * on: here fewer wait.
 */
export const w1a: Work = {
  id: 'w1a',
  title: 'W1a: 2,000 roots, small tasks',
  cases: [...casesOfEverybody({ full, short, runs: 30 }), asyncioCase(full, short, 5)],
  old: [OURS, OURS_ITERATED],
  repeats: true,
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PER_TASK_OLD, PEAK, IN_FLIGHT, against(OURS, cpu)],
};
