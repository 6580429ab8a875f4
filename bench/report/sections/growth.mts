import { perTask } from '../../measure/metrics.mjs';
import { CHAIN, OURS } from '../../peers/index.mjs';
import { withRoots } from '../../works/growing.mjs';
import { GROWTH, growth as work } from '../../works/growth.mjs';
import { growthChart } from '../growth-chart.mjs';
import { amount, fold } from '../numbers.mjs';
import { pivot } from '../pivot.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { seriesOf } from '../series.mjs';

export const growth: Section = {
  title: 'More and more tasks',
  works: [work],
  parts(measured) {
    const results = resultsOf(measured, work);
    const microseconds = (name: string): number => results.of(name, perTask) / 1000;
    return [
      'The same small tasks with more and more roots: the CPU per task, in µs. An empty cell was not measured, because it takes too long or adds nothing.',
      growthChart({
        file: 'time.svg',
        title: 'CPU per task, in µs, as the work grows',
        alt: 'A chart of the CPU per task by the number of roots, from 2,000 to 1,000,000: it rises for the chained mergeMap',
        series: seriesOf(GROWTH, microseconds),
        unit: 'µs',
      }),
      pivot(GROWTH, (name) => amount(microseconds(name))),
      `A task of rxjs-stages costs ${fold(results.ratio(withRoots(OURS, 1_000_000), withRoots(OURS, 2_000), perTask))} as much with a million roots as with
2,000. A task of the chain costs ${fold(results.ratio(withRoots(CHAIN, 30_000), withRoots(CHAIN, 2_000), perTask))} as much with 30,000 roots as with 2,000,
because \`mergeMap\` buffers all that waits and its buffer gets slow from about 16,000 items on.`,
    ];
  },
};
