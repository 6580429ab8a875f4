import { cpu, first, perTask, rate, wall } from '../measure/metrics.mjs';
import type { Metric } from '../measure/results.mjs';
import { amount, times } from '../report/numbers.mjs';
import type { Column } from './work.mjs';

/** Where the older Node is measured, it is the one that runs the benchmark. */
const OLD_NODE = `Node ${process.versions.node.split('.', 1).join('')}`;

const microseconds: Metric = (measured) => perTask(measured) / 1000;

function column(heading: string, metric: Metric): Column {
  return { heading, cell: (results, name) => amount(results.of(name, metric)) };
}

/** The same on the older Node. A table without such figures has no such column. */
function onOldNode({ heading }: Column, metric: Metric): Column {
  return {
    heading: `${heading}, on ${OLD_NODE}`,
    cell: (results, name) => amount(results.old?.of(name, metric) ?? NaN),
  };
}

export const CPU = column('CPU, ms', cpu);
export const CPU_OLD = onOldNode(CPU, cpu);
export const WALL = column('time, ms', wall);
export const FIRST = column('first result, ms', first);
export const PER_TASK = column('CPU per task, µs', microseconds);
export const PER_TASK_OLD = onOldNode(PER_TASK, microseconds);
export const PER_REQUEST = column('CPU per request, µs', microseconds);
export const RATE = column('requests/s', rate);
export const JOB_RATE = column('jobs/s', rate);
export const PER_JOB = column('CPU of the producer per job, µs', microseconds);
export const PEAK: Column = {
  heading: 'peak memory, MB',
  cell: (results, name) => amount(results.peak(name)),
};
export const IN_FLIGHT: Column = {
  heading: 'most in flight',
  cell: (results, name) => (results.ended(name) ? results.inFlight(name).map(String).join(' + ') : ''),
};

/**
 * What a subject uses, as a multiple of what the row's case uses.
 *
 * @param called - the subject in the heading
 */
export function against(subject: string, metric: Metric, called = subject): Column {
  return {
    heading: `${called} uses`,
    cell: (results, name) => (name === subject ? '' : times(results.ratio(subject, name, metric))),
  };
}

/** How much CPU a task of the row's case needs on top of a task of the base. */
export function added(base: string): Column {
  return {
    heading: 'added per task, µs',
    cell: (results, name) => (name === base ? '' : amount(results.difference(name, base, microseconds))),
  };
}
