import { MultiBar } from 'cli-progress';
import type { Observable } from 'rxjs';
import { NO_PROGRESS, type Counts, type Progress } from '../progress.js';
import { ROUNDS } from '../round.js';

/** The columns that a bar leaves to the numbers beside it, and those that it takes at most. */
const BESIDE = 68;
const WIDEST = 24;

/** A bar for each round. It fills as requests end, and shrinks when new ones become known. */
export function showBars(progress: Observable<Progress>, stream: NodeJS.WriteStream): void {
  const multiBar = new MultiBar({
    stream,
    format: '{round} {bar} {waiting} waiting {active} active {done} done {failed} failed{cancelled}',
    barsize: Math.max(0, Math.min(WIDEST, stream.columns - BESIDE)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    emptyOnZero: true,
    hideCursor: true,
  });
  const bars = ROUNDS.map((round) => ({ round, bar: multiBar.create(0, 0, cells(round, NO_PROGRESS[round])) }));
  progress.subscribe({
    next: (counts) => {
      for (const { round, bar } of bars) {
        const { waiting, active, done, failed, cancelled } = counts[round];
        bar.setTotal(waiting + active + done + failed + cancelled);
        bar.update(done + failed, cells(round, counts[round]));
      }
    },
    complete: () => {
      multiBar.stop();
    },
  });
}

/** What stands in a row, in columns. */
function cells(round: string, { waiting, active, done, failed, cancelled }: Counts): Record<string, string> {
  const [first, second, third, fourth] = [waiting, active, done, failed].map((count) => String(count).padStart(3));
  return {
    round: round.padEnd(10),
    waiting: first as string,
    active: second as string,
    done: third as string,
    failed: fourth as string,
    cancelled: cancelled === 0 ? '' : `${String(cancelled).padStart(4)} cancelled`,
  };
}
