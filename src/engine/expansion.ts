import { catchError, mergeMap, Observable, type Subscriber, type Subscription } from 'rxjs';
import type { InnerSubscriber } from './inner-subscriber.js';

/**
 * The inner streams of one stage: `mergeMap` expands them within the stage's bound and `catchError` keeps each one's failure to its branch.
 *
 * The dispatcher starts an attempt only when its stage has a slot, so nothing ever waits in `mergeMap`'s own buffer; and an attempt is told
 * of its end after its inner stream has ended, so that the slot is free in `mergeMap` too when the next one starts.
 */
export class Expansion {
  private inners!: Subscriber<InnerSubscriber>;

  constructor(concurrency: number, teardown: Subscription) {
    const inners = new Observable<InnerSubscriber>((subscriber) => {
      this.inners = subscriber;
    });
    teardown.add(inners.pipe(mergeMap((inner) => inner.stream.pipe(catchError(isolate(inner))), concurrency)).subscribe());
  }

  expand(inner: InnerSubscriber): void {
    this.inners.next(inner);
  }
}

/** What becomes of a failure: the inner stream ends as if it had completed, and its attempt is told why. */
function isolate(inner: InnerSubscriber): (reason: unknown) => Observable<never> {
  return (reason) =>
    new Observable((stream) => {
      stream.complete();
      inner.fail(reason);
    });
}
