import type { RemoteWork } from '../events/branch-event.js';

/** How much of an attempt of a remote stage was work, and how much was not, in ms. */
export interface WorkShare {
  /** How long the project ran. */
  readonly worked: number;
  /** How long the job waited for a worker, or was on its way. */
  readonly queued: number;
}

/**
 * Splits the time of an attempt. Clocks of processes differ, so only durations are compared, and
 * one that cannot be true is clamped.
 *
 * @param ms - how long the attempt took
 */
export function shareOf({ duration }: RemoteWork, ms: number): WorkShare {
  const worked = duration > 0 ? Math.min(duration, ms) : 0;
  return { worked, queued: ms - worked };
}
