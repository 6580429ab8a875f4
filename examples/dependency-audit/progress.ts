import { defer, scan, type OperatorFunction } from 'rxjs';
import type { BranchEvent } from 'rxjs-stages';
import { NO_PATIENCE, patient, type Patience } from './patience.js';
import { roundOf, type Round } from './round.js';

/** How many requests of a round are in which state. */
export interface Counts {
  readonly waiting: number;
  readonly active: number;
  /** Between two attempts: asleep, or waiting for its turn. */
  readonly retrying: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** How far a run is: round by round, and what patience it has taken. */
export interface Progress {
  readonly rounds: Readonly<Record<Round, Counts>>;
  readonly patience: Patience;
}

const NONE: Counts = { waiting: 0, active: 0, retrying: 0, done: 0, failed: 0, cancelled: 0 };

export const NO_PROGRESS: Progress = { rounds: { direct: NONE, transitive: NONE }, patience: NO_PATIENCE };

/** The state that an event leaves its branch in, unless that stays. A branch that is answered is done, whatever is still to be taken from its answer. */
const STATES: Readonly<Record<BranchEvent['type'], keyof Counts | undefined>> = {
  waiting: 'waiting',
  started: 'active',
  settled: undefined,
  served: undefined,
  retrying: 'retrying',
  requeued: undefined,
  paused: undefined,
  paged: 'waiting',
  emitted: 'done',
  completed: 'done',
  rejected: 'failed',
  cancelled: 'cancelled',
};

/** An operator: the progress after each event of a branch. */
export function progress(): OperatorFunction<BranchEvent, Progress> {
  return (events) =>
    defer(() => {
      const states = new Map<string, keyof Counts>();
      return events.pipe(
        scan(({ rounds, patience }, event) => {
          const round = roundOf(event);
          const moves = round === undefined ? {} : { [round]: moved(rounds[round], event, states) };
          return { rounds: { ...rounds, ...moves }, patience: patient(patience, event) };
        }, NO_PROGRESS),
      );
    });
}

function moved(counts: Counts, { type, run, branch: number }: BranchEvent, states: Map<string, keyof Counts>): Counts {
  const branch = JSON.stringify([run, number]);
  const from = states.get(branch);
  const to = STATES[type];
  if (to === undefined) return counts;
  if (type === 'completed' || type === 'rejected' || type === 'cancelled') states.delete(branch);
  else states.set(branch, to);
  if (from === 'done') return counts;
  return { ...counts, ...(from === undefined ? {} : { [from]: counts[from] - 1 }), [to]: counts[to] + 1 };
}
