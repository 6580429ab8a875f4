import type { Durations } from './durations.mjs';
import { Fate } from './fate.mjs';
import type { Size } from './size.mjs';

/** The times, in ms, of a job whose requests take just as long as they should, and that costs nothing itself. */
export interface Ideal {
  /** Nobody is faster: what each round has to do, by its slots. */
  readonly bound: number;
  /** Who starts whatever can be started the moment it can, the later round first, is done by then. */
  readonly greedy: number;
  /** And has the first result of the second round by then. */
  readonly first: number;
}

/** One request that ends at some time. */
interface Ending {
  readonly at: number;
  readonly end: () => void;
}

/** Plays the job event by event. */
export function idealOf(size: Size, durations: Durations): Ideal {
  const fate = new Fate(size);
  const waiting: number[] = [];
  const endings: Ending[] = [];
  let [now, next, requesting, detailing, leaves] = [0, 0, 0, 0, 0];
  let first = Infinity;

  const request = (root: number): void => {
    requesting++;
    begin(durations.roots[root], () => {
      requesting--;
      if (!fate.rootFails(root)) waiting.push(...fate.leaves(root));
    });
  };
  const detail = (leaf: number): void => {
    detailing++;
    leaves += durations.leaves[leaf] ?? NaN;
    begin(durations.leaves[leaf], () => {
      detailing--;
      if (!fate.leafFails(leaf)) first = Math.min(first, now);
    });
  };
  const begin = (duration = NaN, end: () => void): void => {
    const at = now + duration;
    const place = endings.findIndex((ending) => ending.at > at);
    endings.splice(place < 0 ? endings.length : place, 0, { at, end });
  };

  for (;;) {
    while (detailing < size.slots.second && waiting.length > 0) detail(waiting.shift() as number);
    while (requesting < size.slots.first && next < size.roots) request(next++);
    const ending = endings.shift();
    if (ending === undefined) break;
    now = ending.at;
    ending.end();
  }
  const requests = durations.roots.reduce((sum, duration) => sum + duration, 0);
  const bound = Math.max(requests / size.slots.first, Math.min(...durations.roots) + leaves / size.slots.second);
  return { bound, greedy: now, first };
}
