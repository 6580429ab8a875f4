import type { BranchEvent } from 'rxjs-stages';
import { isRound, type Round } from './round.js';

/** How many requests of a round are in which state. */
export interface Counts {
  readonly waiting: number;
  readonly active: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
}

export type Progress = Readonly<Record<Round, Counts>>;

const NONE: Counts = { waiting: 0, active: 0, done: 0, failed: 0, cancelled: 0 };

export const NO_PROGRESS: Progress = { direct: NONE, transitive: NONE };

/** The progress after one more event: a reducer, for `scan`. */
export function progressed(progress: Progress, event: BranchEvent): Progress {
  if (!isRound(event.stage)) return progress;
  return { ...progress, [event.stage]: moved(progress[event.stage], event) };
}

function moved(counts: Counts, event: BranchEvent): Counts {
  // A branch that ends before its first attempt was still waiting.
  const from = event.attempt === 0 ? 'waiting' : 'active';
  switch (event.type) {
    case 'waiting':
      return { ...counts, waiting: counts.waiting + 1 };
    case 'started':
      return { ...counts, waiting: counts.waiting - 1, active: counts.active + 1 };
    case 'completed':
      return { ...counts, active: counts.active - 1, done: counts.done + 1 };
    case 'rejected':
      return { ...counts, [from]: counts[from] - 1, failed: counts.failed + 1 };
    case 'cancelled':
      return { ...counts, [from]: counts[from] - 1, cancelled: counts.cancelled + 1 };
    case 'retrying':
      return { ...counts, waiting: counts.waiting + 1, active: counts.active - 1 };
    case 'emitted':
    case 'paused':
      return counts;
  }
}
