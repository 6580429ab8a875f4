import type { Timeline } from '../observe/timeline-types.js';
import { barrierOf } from './barrier.js';
import { causesOf } from './causes.js';
import { criticalPathOf } from './critical-path.js';
import type { Explanation } from './explanation.js';
import { Slots } from './slots.js';
import { waitsOf } from './waits.js';

/** What the page says of a run beyond its timeline. */
export function explainRun(timeline: Timeline): Explanation {
  const causes = causesOf(timeline);
  const slots = new Slots(timeline, causes);
  return {
    criticalPath: criticalPathOf(timeline, slots),
    ...waitsOf(timeline, causes),
    freedBy: slots.freedBy(),
    barrier: barrierOf(timeline),
  };
}
