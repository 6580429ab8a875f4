import { first, perTask, rate, wall, cpu } from '../measure/metrics.mjs';
import type { Metric } from '../measure/results.mjs';
import { amount, times } from '../report/numbers.mjs';
import type { Column } from './work.mjs';

function column(heading: string, metric: Metric): Column {
  return { heading, cell: (results, name) => amount(results.of(name, metric)) };
}

export const CPU = column('ms of CPU', cpu);
export const WALL = column('ms', wall);
export const FIRST = column('first result, ms', first);
export const PER_TASK = column('ns a task', perTask);
export const RATE = column('requests/s', rate);
export const PEAK: Column = { heading: 'peak MB', cell: (results, name) => amount(results.peak(name)) };
export const IN_FLIGHT: Column = {
  heading: 'most at once',
  cell: (results, name) => (results.ended(name) ? results.inFlight(name).map(String).join(' + ') : ''),
};

/** What somebody takes, as a multiple of what the row's case takes. */
export function against(subject: string, metric: Metric): Column {
  return {
    heading: `${subject} takes`,
    cell: (results, name) => (name === subject ? '' : times(results.ratio(subject, name, metric))),
  };
}
