import { catchError, EMPTY, mergeMap, range, type Observable } from 'rxjs';
import { assertDone, SLOTS } from './work.mjs';

/** The bare chain: a `mergeMap` with a bound for each round, and a `catchError` in each inner stream. */
export async function runChain(
  roots: number,
  first: (root: number) => Observable<number>,
  second: (leaf: number) => Observable<number>,
): Promise<void> {
  let values = 0;
  let rejected = 0;
  const isolate = (): Observable<never> => {
    rejected++;
    return EMPTY;
  };
  /** A project that throws would end the whole chain: what it throws ends its inner stream alone. */
  const guarded = (leaf: number): Observable<number> => {
    try {
      return second(leaf).pipe(catchError(isolate));
    } catch {
      return isolate();
    }
  };
  await new Promise<void>((resolve, reject) => {
    range(0, roots)
      .pipe(
        mergeMap((root) => first(root).pipe(catchError(isolate)), SLOTS),
        mergeMap(guarded, SLOTS),
      )
      .subscribe({ next: () => values++, error: reject, complete: resolve });
  });
  assertDone({ values, rejected }, roots);
}
