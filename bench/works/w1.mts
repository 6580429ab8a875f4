import { cpu } from '../measure/metrics.mjs';
import { OURS, POOL } from '../peers/index.mjs';
import { dotChart } from '../report/dot-chart.mjs';
import { size } from '../tasks/size.mjs';
import { asyncioCase } from './asyncio.mjs';
import { casesOfEverybody } from './cases.mjs';
import { against, CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import { atMost, atMostOfFastest } from './targets.mjs';
import type { Work } from './work.mjs';

const full = size(20_000, 5, 64);
const short = size(100, 5, 64);

const cases = [...casesOfEverybody({ full, short, runs: 15 }), asyncioCase(full, short, 2)];

export const w1: Work = {
  id: 'w1',
  title: 'W1: many small requests',
  about:
    '20,000 roots with 5 leaves each, 64 + 64 slots. Every task is an async function that is done when it returns, so that nothing is measured but what it costs to call it and to take its answer.',
  cases,
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT, against(OURS, cpu)],
  pictures: (results) => [
    dotChart({
      file: 'small.svg',
      title: 'CPU time of W1, in ms (logarithmic)',
      alt: 'A chart of the CPU time that everybody takes for W1, from the hand-written pool to the slowest',
      dots: cases.map(({ name }) => ({ name, value: results.of(name, cpu) })),
      unit: 'ms',
    }),
  ],
  targets: [atMostOfFastest(0.5, OURS, cpu), atMost(2, OURS, POOL, cpu)],
};
