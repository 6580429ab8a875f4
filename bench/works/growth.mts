import { CHAIN, OURS, POOL } from '../peers/index.mjs';
import { CPU, PEAK, PER_TASK } from './columns.mjs';
import { casesGrowing, type Growing } from './growing.mjs';
import type { Work } from './work.mjs';

export const GROWTH: Growing = [
  [OURS, [2_000, 10_000, 100_000, 1_000_000]],
  [POOL, [2_000, 10_000, 100_000, 1_000_000]],
  ['p-queue', [2_000, 10_000, 100_000]],
  ['p-map, barrier', [2_000, 10_000, 100_000, 1_000_000]],
  [CHAIN, [2_000, 10_000, 20_000, 30_000]],
];

export const growth: Work = {
  id: 'growth',
  title: 'W1 as the work grows',
  cases: casesGrowing(GROWTH, 5, { runs: 15 }),
  repeats: true,
  rounds: 3,
  limit: 30,
  columns: [CPU, PER_TASK, PEAK],
};
