import { range, type Observable } from 'rxjs';
import type { AsyncIterableObservable, Outcome } from 'rxjs-stages';
import { assertDone } from './work.mjs';

/**
 * This library: a pipeline over the roots, whose outcomes are counted by their status.
 *
 * @param roots - how many first-round tasks there are in all
 * @param sources - how many of them the source emits
 */
export async function runStages(roots: number, pipeline: (roots: Observable<number>) => Observable<Outcome>, sources = roots): Promise<void> {
  let values = 0;
  let rejected = 0;
  await new Promise<void>((resolve, reject) => {
    range(0, sources)
      .pipe(pipeline)
      .subscribe({
        next: ({ status }) => {
          if (status === 'fulfilled') values++;
          else rejected++;
        },
        error: reject,
        complete: resolve,
      });
  });
  assertDone({ values, rejected }, roots);
}

/** The same, iterated. */
export async function iterateStages(roots: number, pipeline: (roots: Observable<number>) => AsyncIterableObservable<Outcome>): Promise<void> {
  let values = 0;
  let rejected = 0;
  for await (const { status } of pipeline(range(0, roots))) {
    if (status === 'fulfilled') values++;
    else rejected++;
  }
  assertDone({ values, rejected }, roots);
}
