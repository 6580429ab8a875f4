import { perTask } from '../measure/metrics.mjs';
import { CHAIN, EVERYBODY, OURS, POOL, type PeerName } from '../peers/index.mjs';
import { growthChart } from '../report/growth-chart.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { CPU, PEAK, PER_TASK } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Case, Work } from './work.mjs';

/** How many roots each of them is given: as many as it can do in time. */
const ROOTS: readonly (readonly [PeerName, readonly number[]])[] = [
  [OURS, [2_000, 10_000, 100_000, 1_000_000]],
  [POOL, [2_000, 10_000, 100_000, 1_000_000]],
  ['p-queue', [2_000, 10_000, 100_000]],
  ['p-map, barrier', [2_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [2_000, 10_000, 20_000, 30_000]],
];

const named = (peer: string, roots: number): string => `${peer}: ${roots.toLocaleString('en')} roots`;

function grown(peer: PeerName, roots: number): Case {
  return promiseCase(named(peer, roots), EVERYBODY[peer], { full: size(roots, 5, 64), short: size(100, 5, 64), runs: 15 });
}

export const growth: Work = {
  id: 'growth',
  title: 'W1 as the work grows',
  about: 'W1 with more and more roots: what one task costs, and whether that stays so.',
  cases: ROOTS.flatMap(([peer, counts]) => counts.map((roots) => grown(peer, roots))),
  repeats: true,
  rounds: 3,
  limit: 30,
  columns: [CPU, PER_TASK, PEAK],
  targets: [atMost(1.2, named(OURS, 1_000_000), named(OURS, 10_000), perTask, 'CPU of a task')],
  pictures: (results) => [
    growthChart({
      file: 'time.svg',
      title: 'CPU time of one task, in µs, as the work grows',
      alt: 'A chart of the CPU time of one task by the number of roots, from 2,000 to 1,000,000: flat for rxjs-stages and for the hand-written pool, rising for the chained mergeMap',
      series: ROOTS.map(([peer, counts]) => ({
        name: peer,
        points: counts.map((roots) => ({ x: roots, y: results.of(named(peer, roots), perTask) / 1000 })),
      })),
      unit: 'µs',
    }),
  ],
};
