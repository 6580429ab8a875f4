import { first, wall } from '../../measure/metrics.mjs';
import { NESTED, OURS } from '../../peers/index.mjs';
import { FIRST, WALL } from '../../works/columns.mjs';
import { OF_IDEAL, theIdeal, w2 } from '../../works/w2.mjs';
import { amount, told } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const timers: Section = {
  title: 'Requests that take time',
  works: [w2],
  parts(measured) {
    const results = resultsOf(measured, w2);
    const { greedy, first: earliest } = theIdeal();
    const [, second = NaN] = results.inFlight(NESTED);
    return [
      `2,000 roots with 5 leaves each, concurrency 50 in each stage. Every request is a timer, of 5 ms in the median and 60 ms in the 99th percentile.
The ideal is simulated: it starts every request the moment it can, costs nothing, takes ${told(greedy, 'ms')}, and has its first result after
${told(earliest, 'ms')}.`,
      tableOf(w2, results, { columns: [WALL, OF_IDEAL, FIRST] }),
      `Look at the first result: rxjs-stages has it after ${told(results.of(OURS, first), 'ms')}, a barrier between the rounds (p-map) after
${told(results.of('p-map, barrier', first), 'ms')}. In total the barrier takes ${told(results.of('p-map, barrier', wall), 'ms')}, rxjs-stages
${told(results.of(OURS, wall), 'ms')}. The nested \`mergeMap\` can beat the ideal because it does not keep the bound: it has up to ${amount(second)} requests of the
second stage in flight, not 50.`,
    ];
  },
};
