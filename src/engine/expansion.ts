import { catchError, EMPTY, finalize, mergeMap, Subject, type Subscription } from 'rxjs';
import type { InputSubscriber } from './input-subscriber.js';

/**
 * The inner streams of one stage: `mergeMap` expands them within the stage's bound and `catchError` keeps each one's failure to its branch.
 *
 * The dispatcher starts an attempt only when its stage has a slot, so nothing ever waits in `mergeMap`'s own buffer; and an attempt is told
 * of its failure after its inner stream has ended, so that the slot is free in `mergeMap` too when the next one starts.
 */
export function expansion(concurrency: number, run: Subscription): Subject<InputSubscriber> {
  const inners = new Subject<InputSubscriber>();
  run.add(inners.pipe(mergeMap((inner) => inner.stream.pipe(catchError((reason: unknown) => isolated(inner, reason))), concurrency)).subscribe());
  return inners;
}

/** What becomes of a failure: the inner stream ends as if it had completed, then its attempt is told why. */
function isolated({ sink }: InputSubscriber, reason: unknown) {
  return EMPTY.pipe(
    finalize(() => {
      sink.error(reason);
    }),
  );
}
