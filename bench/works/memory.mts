import { CHAIN, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { growthChart } from '../report/growth-chart.mjs';
import { PEAK, WALL } from './columns.mjs';
import { casesGrowing, seriesOf, type Growing } from './growing.mjs';
import type { Work } from './work.mjs';

const ROOTS: Growing = [
  [OURS_ITERATED, [1_000, 10_000, 100_000, 1_000_000]],
  [POOL, [1_000, 10_000, 100_000, 1_000_000]],
  ['p-map, barrier', [1_000, 10_000, 100_000, 1_000_000]],
  ['Effect, `forEach`', [1_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [1_000, 10_000, 30_000]],
];

export const memory: Work = {
  id: 'memory',
  title: 'W4 as the work grows',
  about:
    'W4 with more and more roots: the peak memory of the process, which is what Node and the imported libraries take before anything is done, and what waits.',
  cases: casesGrowing(ROOTS, 2, { runs: 1, generated: true }),
  repeats: true,
  rounds: 2,
  limit: 30,
  columns: [WALL, PEAK],
  targets: [],
  pictures: (results) => [
    growthChart({
      file: 'memory.svg',
      title: 'Peak memory of the process, in MB, as the work grows',
      alt: 'A chart of peak memory by the number of roots, from 1,000 to 1,000,000: nearly flat for rxjs-stages and for the hand-written pool, rising for the barrier of p-map and for Effect',
      series: seriesOf(ROOTS, (name) => results.peak(name)),
      unit: 'MB',
    }),
  ],
};
