import { CHAIN, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { PEAK, WALL } from './columns.mjs';
import { casesGrowing, type Growing } from './growing.mjs';
import type { Work } from './work.mjs';

export const MEMORY: Growing = [
  [OURS_ITERATED, [1_000, 10_000, 100_000, 1_000_000]],
  [POOL, [1_000, 10_000, 100_000, 1_000_000]],
  ['p-map, barrier', [1_000, 10_000, 100_000, 1_000_000]],
  ['Effect, `forEach`', [1_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [1_000, 10_000, 30_000]],
];

export const memory: Work = {
  id: 'memory',
  title: 'W4 as the work grows',
  cases: casesGrowing(MEMORY, 2, { runs: 1, generated: true }),
  repeats: true,
  rounds: 2,
  limit: 30,
  columns: [WALL, PEAK],
};
