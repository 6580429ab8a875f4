import { catchError, mergeMap, Observable, Subject, Subscriber, type Subscription } from 'rxjs';
import type { Attempt } from './attempt.js';

/**
 * The Observables of one stage: `mergeMap` expands them within the stage's bound and `catchError` keeps each one's failure to its branch.
 *
 * The dispatcher starts an attempt only when the stage has a slot, so nothing ever waits in `mergeMap`'s own buffer; and an attempt is told
 * of its end after its inner stream has ended, so that the slot is free in `mergeMap` too when the next one starts.
 */
export class Expansion {
  private readonly attempts = new Subject<Attempt>();

  constructor(concurrency: number, teardown: Subscription) {
    teardown.add(this.attempts.pipe(mergeMap((attempt) => attempt.inner.pipe(catchError(isolate(attempt))), concurrency)).subscribe());
  }

  start(attempt: Attempt): void {
    this.attempts.next(attempt);
  }
}

function isolate(attempt: Attempt): (reason: unknown) => Observable<never> {
  return (reason) =>
    new Observable((inner) => {
      inner.complete();
      attempt.fail(reason);
    });
}

/** An attempt's Observable as `mergeMap` sees it: its values go to the attempt, only its end passes through. */
export function innerOf(attempt: Attempt, input: Observable<unknown>): Observable<never> {
  return new Observable((subscriber) => input.subscribe(new InnerSubscriber(subscriber, attempt)));
}

/** Between an attempt's Observable and its stage's `mergeMap`. */
export class InnerSubscriber extends Subscriber<unknown> {
  constructor(
    subscriber: Subscriber<never>,
    private readonly attempt: Attempt,
  ) {
    super(subscriber);
    attempt.innerSubscriber = this;
  }

  /** Unsubscribes from the input and ends the inner stream, which would keep its slot in `mergeMap` otherwise. */
  stop(): void {
    if (!this.closed) super._complete();
  }

  protected override _next(value: unknown): void {
    this.attempt.value(value);
  }

  protected override _complete(): void {
    super._complete();
    this.attempt.complete();
  }
}
