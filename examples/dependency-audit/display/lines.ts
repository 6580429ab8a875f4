import { distinctUntilChanged, map, merge, sampleTime, takeLast, type Observable } from 'rxjs';
import type { Patience } from '../patience.js';
import type { Counts, Progress } from '../progress.js';
import { ROUNDS } from '../round.js';

/** How often there is a line, in ms. */
const EVERY = 500;

/** What is told only if there is any. */
const RARE: readonly string[] = ['retrying', 'cancelled'] satisfies (keyof Counts)[];

/** A line now and then while the counts change, and one at the end. */
export function showLines(progress: Observable<Progress>, stream: NodeJS.WritableStream): void {
  merge(progress.pipe(sampleTime(EVERY)), progress.pipe(takeLast(1)))
    .pipe(
      map(({ rounds, patience }) => [...ROUNDS.map((round) => `${round}: ${inWords(rounds[round])}`), ...patienceInWords(patience)].join('; ')),
      distinctUntilChanged(),
    )
    .subscribe((line) => stream.write(`${line}\n`));
}

function inWords(counts: Counts): string {
  return Object.entries(counts)
    .filter(([state, count]) => !RARE.includes(state) || count > 0)
    .map(([state, count]) => `${String(count)} ${state}`)
    .join(', ');
}

function patienceInWords({ retried, paused }: Patience): string[] {
  return [...(retried > 0 ? [`${String(retried)} retried`] : []), ...(paused > 0 ? [`paused for ${String(paused)} ms`] : [])];
}
