import type { CriticalLink } from './explanation.js';
import type { Timeline } from './timeline-types.js';
import { shareOf } from './work-share.js';

/** When a job was queued. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

/** How much of a critical path jobs of remote stages were queued, in ms. */
export function queuedOn(path: readonly CriticalLink[], { branches }: Timeline): number {
  const queued = new Map<number, Interval[]>();
  for (const { branch, spans } of branches) {
    for (const { start, end, work } of spans) {
      if (work === undefined || end === undefined) continue;
      queued.set(branch, [...(queued.get(branch) ?? []), { start, end: start + shareOf(work, end - start).queued }]);
    }
  }
  let ms = 0;
  for (const { branch, start, end } of path) {
    for (const each of queued.get(branch) ?? []) ms += Math.max(0, Math.min(end, each.end) - Math.max(start, each.start));
  }
  return ms;
}
