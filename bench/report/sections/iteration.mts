import { cpu, wall } from '../../measure/metrics.mjs';
import { OURS, OURS_ITERATED, POOL } from '../../peers/index.mjs';
import { against, PEAK, PER_TASK, PER_TASK_OLD, WALL } from '../../works/columns.mjs';
import { w1 } from '../../works/w1.mjs';
import { w5 } from '../../works/w5.mjs';
import { fold } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

const names = [OURS, OURS_ITERATED, POOL];

export const iteration: Section = {
  title: '`for await` or `subscribe`',
  works: [w1, w5],
  parts(measured) {
    const [small, slow] = [resultsOf(measured, w1), resultsOf(measured, w5)];
    return [
      '20,000 roots with 5 leaves each, small tasks, concurrency 64 in each stage:',
      tableOf(w1, small, { names, columns: [PER_TASK, PER_TASK_OLD, PEAK, against(OURS_ITERATED, cpu, '`for await`')] }),
      `\`for await\` uses ${fold(small.ratio(OURS_ITERATED, OURS, cpu))} the CPU of \`subscribe\`: each outcome is a promise of its own.`,
      `100,000 roots from a generator with 100 leaves each, concurrency 16 in each stage. Each request of the second stage waits for a turn of the event
loop, so the first stage is always ahead:`,
      tableOf(w5, slow, { names, columns: [WALL, PEAK, against(OURS_ITERATED, wall, '`for await`')] }),
      `About ten million outcomes by \`for await\` take ${fold(slow.ratio(OURS_ITERATED, POOL, wall))} as long as the hand-written pool, which only counts them.
The generator is pulled no faster than the second stage works, so memory depends on the concurrency.`,
    ];
  },
};
