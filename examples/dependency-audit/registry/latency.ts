import { seeded } from './seeded.js';

/** The median, in ms: half of the packages answer sooner. */
export const MEDIAN = 30;
/** The standard deviation of the logarithm: at 1, one answer in a hundred takes more than ten times the median. */
const SPREAD = 1;

/** How long a package keeps its client waiting, in ms: log-normal, as latencies on the net are. */
export function latency(name: string, seed: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - seeded(seed, 'radius', name)));
  const angle = 2 * Math.PI * seeded(seed, 'angle', name);
  return MEDIAN * Math.exp(SPREAD * radius * Math.cos(angle));
}
