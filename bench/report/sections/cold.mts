import { cpu } from '../../measure/metrics.mjs';
import { CHAIN, OURS, OURS_ITERATED, POOL } from '../../peers/index.mjs';
import { cold as work } from '../../works/cold.mjs';
import { against, CPU, CPU_OLD, WALL } from '../../works/columns.mjs';
import { fold, told } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

const NAMES = [OURS, OURS_ITERATED, POOL, 'p-map, barrier', 'p-queue', CHAIN, 'Effect, `forEach`'];

export const cold: Section = {
  title: 'The first run of a process',
  works: [work],
  parts(measured) {
    const results = resultsOf(measured, work);
    return [
      `500 roots with 5 leaves each, once in each process, before V8 has compiled anything. This is where short programs live: the tables above show what
is left once the code is hot. Loading the library is not included.`,
      tableOf(work, results, { names: NAMES, columns: [CPU, CPU_OLD, WALL, against(OURS, cpu)] }),
      `The first 3,000 tasks of a process cost ${told(results.of(OURS, cpu), 'ms')} of CPU, ${fold(results.ratio(OURS, CHAIN, cpu))} what they cost with the chain
and ${fold(results.ratio(OURS, 'p-map, barrier', cpu))} what they cost with p-map.`,
    ];
  },
};
