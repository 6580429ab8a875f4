import { distinctUntilChanged, map, merge, sampleTime, takeLast, type Observable } from 'rxjs';
import type { Counts, Progress } from '../progress.js';
import { ROUNDS } from '../round.js';

/** How often there is a line, in ms. */
const EVERY = 500;

/** A line now and then while the counts change, and one at the end. */
export function showLines(progress: Observable<Progress>, stream: NodeJS.WritableStream): void {
  merge(progress.pipe(sampleTime(EVERY)), progress.pipe(takeLast(1)))
    .pipe(
      map((counts) => ROUNDS.map((round) => `${round}: ${inWords(counts[round])}`).join('; ')),
      distinctUntilChanged(),
    )
    .subscribe((line) => stream.write(`${line}\n`));
}

function inWords(counts: Counts): string {
  return Object.entries(counts)
    .filter(([state, count]) => state !== 'cancelled' || count > 0)
    .map(([state, count]) => `${String(count)} ${state}`)
    .join(', ');
}
