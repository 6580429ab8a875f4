import { peak } from '../measure/metrics.mjs';
import type { Metric } from '../measure/results.mjs';
import { LIBRARIES } from '../peers/index.mjs';
import type { Target } from './work.mjs';

/** Those that a target calls libraries: those that keep the bound of each round, and their failures apart. */
const libraries = Object.keys(LIBRARIES);

/** At most some times what another case takes. */
export function atMost(limit: number, subject: string, base: string, metric: Metric, what = 'CPU'): Target {
  return { claim: `${what}, ${subject} to ${base}`, value: (results) => results.ratio(subject, base, metric), atMost: limit };
}

/** At most some times what the fastest library takes. */
export function atMostOfFastest(limit: number, subject: string, metric: Metric, what = 'CPU'): Target {
  return {
    claim: `${what}, ${subject} to the fastest peer library`,
    value: (results) => results.ratio(subject, results.least(libraries, metric) ?? '', metric),
    atMost: limit,
  };
}

/** At most some times the peak memory of another case. */
export function leanerThan(limit: number, subject: string, base: string): Target {
  return atMost(limit, subject, base, peak, 'peak memory');
}
