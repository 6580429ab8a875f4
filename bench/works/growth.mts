import { perTask } from '../measure/metrics.mjs';
import { CHAIN, OURS, POOL } from '../peers/index.mjs';
import { growthChart } from '../report/growth-chart.mjs';
import { CPU, PEAK, PER_TASK } from './columns.mjs';
import { casesGrowing, grown, seriesOf, type Growing } from './growing.mjs';
import { atMost } from './targets.mjs';
import type { Work } from './work.mjs';

const ROOTS: Growing = [
  [OURS, [2_000, 10_000, 100_000, 1_000_000]],
  [POOL, [2_000, 10_000, 100_000, 1_000_000]],
  ['p-queue', [2_000, 10_000, 100_000]],
  ['p-map, barrier', [2_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [2_000, 10_000, 20_000, 30_000]],
];

export const growth: Work = {
  id: 'growth',
  title: 'W1 as the work grows',
  about: 'W1 with more and more roots: what one task costs, and whether that stays so.',
  cases: casesGrowing(ROOTS, 5, { runs: 15 }),
  repeats: true,
  rounds: 3,
  limit: 30,
  columns: [CPU, PER_TASK, PEAK],
  targets: [atMost(1.2, grown(OURS, 1_000_000), grown(OURS, 10_000), perTask, 'CPU of a task')],
  pictures: (results) => [
    growthChart({
      file: 'time.svg',
      title: 'CPU time of one task, in µs, as the work grows',
      alt: 'A chart of the CPU time of one task by the number of roots, from 2,000 to 1,000,000: flat for rxjs-stages and for the hand-written pool, rising for the chained mergeMap',
      series: seriesOf(ROOTS, (name) => results.of(name, perTask) / 1000),
      unit: 'µs',
    }),
  ],
};
