import { cpu, perTask } from '../../measure/metrics.mjs';
import { CHAIN, LIBRARIES, NESTED, OURS, POOL } from '../../peers/index.mjs';
import { against, PEAK, PER_TASK, PER_TASK_OLD } from '../../works/columns.mjs';
import { w1a } from '../../works/w1a.mjs';
import { dotChart } from '../dot-chart.mjs';
import { amount, fold } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const smallTasks: Section = {
  title: 'Small tasks',
  works: [w1a],
  parts(measured) {
    const results = resultsOf(measured, w1a);
    const fastest = results.least(Object.keys(LIBRARIES), cpu) ?? '';
    const [, second = NaN] = results.inFlight(NESTED);
    return [
      `2,000 roots with 5 leaves each, concurrency 64 in each stage. Every task is an async function that returns at once, so only the overhead is left:
calling it and handling its result.`,
      dotChart({
        file: 'small.svg',
        title: 'CPU per small task, in µs (logarithmic)',
        alt: 'A chart of the CPU per small task for all subjects, the smallest figure on top',
        dots: w1a.cases.map(({ name }) => ({ name, value: results.of(name, perTask) / 1000 })),
        unit: 'µs',
      }),
      tableOf(w1a, results, { columns: [PER_TASK, PER_TASK_OLD, PEAK, against(OURS, cpu)] }),
      `rxjs-stages uses ${fold(results.ratio(OURS, POOL, cpu))} the CPU of the hand-written pool, ${fold(results.ratio(OURS, CHAIN, cpu))} that of the chain of
\`mergeMap\` and ${fold(results.ratio(OURS, fastest, cpu))} that of the fastest library here, ${fastest}. The nested \`mergeMap\` does not keep the bound: it has
up to ${amount(second)} requests of the second stage in flight, not 64.`,
    ];
  },
};
