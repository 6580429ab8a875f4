import { first, wall } from '../measure/metrics.mjs';
import { OURS } from '../peers/index.mjs';
import { amount, times } from '../report/numbers.mjs';
import { durationsOf } from '../tasks/durations.mjs';
import { idealOf, type Ideal } from '../tasks/ideal.mjs';
import { size } from '../tasks/size.mjs';
import { casesOfEverybody } from './cases.mjs';
import { FIRST, IN_FLIGHT, WALL } from './columns.mjs';
import type { Work } from './work.mjs';

const full = size(2_000, 5, 50);

/** Found when it is asked for: processes that only take samples do without it. */
let ideal: Ideal | undefined;
const theIdeal = (): Ideal => (ideal ??= idealOf(full, durationsOf(full)));

export const w2: Work = {
  id: 'w2',
  title: 'W2: requests that take their time',
  get about() {
    const { bound, greedy, first: earliest } = theIdeal();
    return `2,000 roots with 5 leaves each, 50 + 50 slots; every request is a timer, log-normal with a median of 5 ms and a 99th percentile of 60 ms. Time is what counts here. Nobody can be faster than ${amount(bound)} ms; the greedy ideal, found by simulating it event by event, which starts whatever can be started at once and costs nothing, takes ${amount(greedy)} ms and has its first result of the second round after ${amount(earliest)} ms. Timers of Node are late by up to a millisecond each, which nobody can help.`;
  },
  cases: casesOfEverybody({
    tasks: async (size) => (await import('../tasks/timers.mjs')).timers(durationsOf(size)),
    full,
    short: size(50, 5, 50),
    runs: 1,
    warmsUp: true,
  }),
  rounds: 3,
  limit: 20,
  columns: [WALL, { heading: 'of the ideal', cell: (results, name) => times(results.of(name, wall) / theIdeal().greedy) }, FIRST, IN_FLIGHT],
  targets: [
    { claim: `time, ${OURS} to the greedy ideal`, value: (results) => results.of(OURS, wall) / theIdeal().greedy, atMost: 1.02 },
    {
      claim: `first result, ${OURS} later than the ideal`,
      value: (results) => results.of(OURS, first) - theIdeal().first,
      unit: 'ms',
      atMost: 3,
    },
  ],
};
