import { cpu } from '../measure/metrics.mjs';
import { OURS, OURS_ITERATED } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, CPU_OLD, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import type { Work } from './work.mjs';

/** One run in each process, before V8 has compiled anything. Importing the subject is not measured. */
export const cold: Work = {
  id: 'cold',
  title: 'Cold: the first run of a process',
  cases: casesOfEverybody({ full: size(500, 5, 64), short: size(100, 5, 64), runs: 1 }),
  old: [OURS, OURS_ITERATED],
  repeats: true,
  rounds: 9,
  limit: 20,
  columns: [CPU, CPU_OLD, WALL, PEAK, IN_FLIGHT, against(OURS, cpu)],
};
