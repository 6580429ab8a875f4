import { wall } from '../measure/metrics.mjs';
import { times } from '../report/numbers.mjs';
import { durationsOf } from '../tasks/durations.mjs';
import { idealOf, type Ideal } from '../tasks/ideal.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { FIRST, IN_FLIGHT, WALL } from './columns.mjs';
import type { Column, Work } from './work.mjs';

const full = size(2_000, 5, 50);

let ideal: Ideal | undefined;
/** The times that the job takes at least. They are computed on the first call: a sample does not need them. */
export const theIdeal = (): Ideal => (ideal ??= idealOf(full, durationsOf(full)));

export const OF_IDEAL: Column = {
  heading: 'of the ideal',
  cell: (results, name) => times(results.of(name, wall) / theIdeal().greedy),
};

/** Requests are timers: log-normal, with a median of 5 ms and a 99th percentile of 60 ms. */
export const w2: Work = {
  id: 'w2',
  title: 'W2: requests that take time',
  cases: casesOfEverybody({
    tasks: async (size) => (await import('../tasks/timers.mjs')).timers(durationsOf(size)),
    full,
    short: size(50, 5, 50),
    runs: 1,
    warmsUp: true,
  }),
  rounds: 3,
  limit: 20,
  columns: [WALL, OF_IDEAL, FIRST, IN_FLIGHT],
};
