import { seeded } from '../measure/statistics.mjs';
import type { Size } from './size.mjs';

/** Half of the requests take no longer than this, in ms. */
const MEDIAN = 5;
/** All but one in a hundred take no longer than this, in ms. */
const P99 = 60;
/** How many standard deviations of a normal distribution are below its 99th percentile. */
const Z99 = 2.326_35;

/** How long the requests of each round take, in whole ms: log-normal, and the same each time. */
export interface Durations {
  readonly roots: readonly number[];
  readonly leaves: readonly number[];
}

export function durationsOf({ roots, width }: Size): Durations {
  const draw = latencies(2);
  return { roots: Array.from({ length: roots }, draw), leaves: Array.from({ length: roots * width }, draw) };
}

/** Draws how long requests take, in whole ms: log-normal, and the same each time for a seed. */
export function latencies(seed: number): () => number {
  const random = seeded(seed);
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(1, Math.round(MEDIAN * Math.exp((Math.log(P99 / MEDIAN) / Z99) * normal)));
  };
}
