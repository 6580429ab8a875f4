import { CHAIN, EVERYBODY, OURS_ITERATED, POOL, type PeerName } from '../peers/index.mjs';
import { growthChart } from '../report/growth-chart.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { PEAK, WALL } from './columns.mjs';
import type { Case, Work } from './work.mjs';

/** How many roots each of them is given: as many as it can do in time. */
const ROOTS: readonly (readonly [PeerName, readonly number[]])[] = [
  [OURS_ITERATED, [1_000, 10_000, 100_000, 1_000_000]],
  [POOL, [1_000, 10_000, 100_000, 1_000_000]],
  ['p-map, barrier', [1_000, 10_000, 100_000, 1_000_000]],
  ['Effect, `forEach`', [1_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [1_000, 10_000, 30_000]],
];

const named = (peer: string, roots: number): string => `${peer}: ${roots.toLocaleString('en')} roots`;

function grown(peer: PeerName, roots: number): Case {
  return promiseCase(named(peer, roots), EVERYBODY[peer], { full: size(roots, 2, 64), short: size(100, 2, 64), runs: 1, generated: true });
}

export const memory: Work = {
  id: 'memory',
  title: 'W4 as the work grows',
  about:
    'W4 with more and more roots: the peak memory of the process, which is what Node and the imported libraries take before anything is done, and what waits.',
  cases: ROOTS.flatMap(([peer, counts]) => counts.map((roots) => grown(peer, roots))),
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
      series: ROOTS.map(([peer, counts]) => ({ name: peer, points: counts.map((roots) => ({ x: roots, y: results.peak(named(peer, roots)) })) })),
      unit: 'MB',
    }),
  ],
};
