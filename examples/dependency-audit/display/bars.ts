import { MultiBar } from 'cli-progress';
import type { Observable } from 'rxjs';
import type { Patience } from '../patience.js';
import { NO_PROGRESS, type Counts, type Progress } from '../progress.js';
import { ROUNDS } from '../round.js';

/** The columns that a bar leaves to the numbers beside it, and those that it takes at most. */
const BESIDE = 82;
const WIDEST = 24;

/** A bar for each round, which fills as requests end and shrinks when new ones become known, and below them a row for what patience it takes. */
export function showBars(progress: Observable<Progress>, stream: NodeJS.WriteStream): void {
  const multiBar = new MultiBar({
    stream,
    format: '{round} {bar} {waiting} waiting {active} active {retrying} retrying {done} done {failed} failed{cancelled}',
    barsize: Math.max(0, Math.min(WIDEST, stream.columns - BESIDE)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    emptyOnZero: true,
    hideCursor: true,
  });
  const bars = ROUNDS.map((round) => ({ round, bar: multiBar.create(0, 0, cells(round, NO_PROGRESS.rounds[round])) }));
  const patienceRow = multiBar.create(0, 0, patienceCells(NO_PROGRESS.patience), { format: '{retried} retried, paused for {paused} ms' });
  progress.subscribe({
    next: ({ rounds, patience }) => {
      for (const { round, bar } of bars) {
        const { done, failed } = rounds[round];
        bar.setTotal(Object.values({ ...rounds[round] }).reduce((sum, count) => sum + count, 0));
        bar.update(done + failed, cells(round, rounds[round]));
      }
      patienceRow.update(patienceCells(patience));
    },
    complete: () => {
      multiBar.stop();
    },
  });
}

/** What stands in a row, in columns. */
function cells(round: string, { cancelled, ...counts }: Counts): Record<string, string> {
  return {
    round: round.padEnd(10),
    ...Object.fromEntries(Object.entries(counts).map(([state, count]) => [state, String(count).padStart(3)])),
    cancelled: cancelled === 0 ? '' : `${String(cancelled).padStart(4)} cancelled`,
  };
}

function patienceCells({ retried, paused }: Patience): Record<string, string> {
  return { retried: String(retried), paused: String(paused) };
}
