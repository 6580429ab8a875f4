import type { CriticalLink } from './explanation.js';
import type { Timeline } from './timeline-types.js';
import { shareOf } from './work-share.js';

/** How much of a critical path jobs of remote stages were queued, in ms. */
export function queuedOn(path: readonly CriticalLink[], { branches }: Timeline): number {
  const spansOf = new Map(branches.map(({ branch, spans }) => [branch, spans]));
  let ms = 0;
  for (const link of path) {
    for (const { start, end, work } of spansOf.get(link.branch) ?? []) {
      if (work === undefined || end === undefined) continue;
      const queuedUntil = start + shareOf(work, end - start).queued;
      ms += Math.max(0, Math.min(link.end, queuedUntil) - Math.max(link.start, start));
    }
  }
  return ms;
}
