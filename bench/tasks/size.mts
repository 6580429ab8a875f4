import type { Slots } from './job.mjs';

/** How much work there is. */
export interface Size {
  readonly roots: number;
  /** How many leaves the answer of a root lists. */
  readonly width: number;
  readonly slots: Slots;
  /** Whether one task in a hundred fails. */
  readonly failing: boolean;
  /** How often a task that fails is made. */
  readonly attempts: number;
}

/** A size; what is not said is as in most works. */
export function size(roots: number, width: number, slots: number, { failing = true, attempts = 1 } = {}): Size {
  return { roots, width, slots: { first: slots, second: slots }, failing, attempts };
}
