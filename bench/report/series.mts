import { withRoots, type Growing } from '../works/growing.mjs';
import type { Series } from './growth-chart.mjs';

/** A line for each subject, with a point for each number of roots. */
export function seriesOf(growing: Growing, value: (name: string) => number): Series[] {
  return growing.map(([name, counts]) => ({ name, points: counts.map((roots) => ({ x: roots, y: value(withRoots(name, roots)) })) }));
}
