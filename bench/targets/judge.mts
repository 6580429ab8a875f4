import * as metrics from '../measure/metrics.mjs';
import type { Results } from '../measure/results.mjs';
import { LIBRARIES } from '../peers/index.mjs';
import { amount, times } from '../report/numbers.mjs';
import type { Table } from '../report/table.mjs';
import { theIdeal } from '../works/w2.mjs';
import { idealProfiles } from '../works/w7.mjs';
import type { Work } from '../works/work.mjs';
import { FASTEST_LIBRARY, IDEAL, type MetricName, type Target } from './target.mjs';

/** What a figure of each metric is in, and what it is called. */
const UNITS: Readonly<Record<MetricName, readonly [what: string, unit: string]>> = {
  cpu: ['CPU', 'ms'],
  perTask: ['CPU per task', 'ns'],
  wall: ['time', 'ms'],
  first: ['first result', 'ms'],
  peak: ['peak memory', 'MB'],
  rate: ['requests/s', 'requests/s'],
  requests: ['requests', 'requests'],
};

/**
 * The first result and the end of the ideal schedule of each work that has one. In W7 as many
 * requests may wait as in the library.
 */
const IDEALS: Readonly<Record<string, () => { readonly first: number; readonly last: number }>> = {
  w2: () => ({ first: theIdeal().first, last: theIdeal().greedy }),
  w7: () => idealProfiles().bounded,
};

/** The libraries that keep the bound of each round and isolate failures. */
const libraries = Object.keys(LIBRARIES);

/** The targets of the works that were measured, and whether they are met. */
export function judge(targets: readonly Target[], measured: ReadonlyMap<Work, Results>): Table {
  const rows = [...measured].flatMap(([work, results]) =>
    targets.filter((target) => target.work === work.id).map((target) => rowOf(target, results)),
  );
  return [['target', 'measured', 'bound', ''], ...rows];
}

function rowOf(target: Target, results: Results): string[] {
  const { name, work, metric, subject, base, compared = 'as ratio', atMost = Infinity, atLeast = -Infinity } = target;
  const [what, unit] = UNITS[metric];
  const isRatio = compared === 'as ratio';
  const shown = (value: number): string => (isRatio ? times(value) : `${amount(value)} ${unit}`);
  const value = valueOf(target, results);
  const bound = atMost === Infinity ? `at least ${shown(atLeast)}` : `at most ${shown(atMost)}`;
  const claim = `${work}: ${name} (${what}, ${subject} ${isRatio ? '÷' : '−'} ${base})`;
  if (Number.isNaN(value)) return [claim, 'did not end', bound, ''];
  return [claim, shown(value), bound, value <= atMost && value >= atLeast ? 'met' : 'NOT MET'];
}

function valueOf({ work, metric: name, subject, base, compared = 'as ratio' }: Target, results: Results): number {
  const metric = metrics[name];
  const isRatio = compared === 'as ratio';
  if (base === IDEAL) {
    const ideal = IDEALS[work]?.()[name === 'first' ? 'first' : 'last'] ?? NaN;
    const value = results.of(subject, metric);
    return isRatio ? value / ideal : value - ideal;
  }
  const other = base === FASTEST_LIBRARY ? (results.least(libraries, metric) ?? '') : base;
  return isRatio ? results.ratio(subject, other, metric) : results.difference(subject, other, metric);
}

/**
 * Checks that each target names a work, and cases that the work has.
 *
 * @throws Error if one does not
 */
export function checkTargets(targets: readonly Target[], works: readonly Work[]): void {
  for (const { name, work: id, subject, base } of targets) {
    const names = works.find((work) => work.id === id)?.cases.map((one) => one.name);
    if (names === undefined) throw new Error(`target "${name}": no work has the id "${id}"`);
    const known = [...names, FASTEST_LIBRARY, ...(id in IDEALS ? [IDEAL] : [])];
    const unknown = [subject, base].find((one) => !known.includes(one));
    if (unknown !== undefined) throw new Error(`target "${name}": ${id} has no case "${unknown}"`);
  }
}
