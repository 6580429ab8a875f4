import { cpu, wall } from '../measure/metrics.mjs';
import { CHAIN, OURS } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, WALL } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Work } from './work.mjs';

export const cold: Work = {
  id: 'cold',
  title: 'Cold: the first run of a process',
  about:
    'W1 with 500 roots, once in each process, where nothing is compiled yet and where most real jobs live. Importing the subject is not measured.',
  cases: casesOfEverybody({ full: size(500, 5, 64), short: size(100, 5, 64), runs: 1 }),
  repeats: true,
  rounds: 9,
  limit: 20,
  columns: [CPU, WALL, PEAK, IN_FLIGHT, against(OURS, cpu)],
  targets: [atMost(0.35, OURS, CHAIN, cpu), atMost(0.35, OURS, CHAIN, wall, 'time')],
};
