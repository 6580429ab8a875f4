import type { Observable } from 'rxjs';

/**
 * An Observable that `for await` can also iterate: what a pipeline returns.
 *
 * When you subscribe, each result is delivered as soon as it arrives. When you iterate, the
 * consumer sets the pace. The run begins with the first `next()`, and starts nothing new while
 * `highWaterMark` results wait to be requested. Leaving the loop cancels everything in flight.
 *
 * Every subscription and every iteration is a separate run. `.pipe(…)` returns a plain Observable.
 *
 * @typeParam T - one result
 */
export interface AsyncIterableObservable<T> extends Observable<T>, AsyncIterable<T> {
  [Symbol.asyncIterator](): ResultIterator<T>;
}

/**
 * The iterator of one run: an `AsyncIterableIterator<T, undefined>`, written so that TypeScript
 * before 5.6 understands it too.
 *
 * @typeParam T - one result
 */
export interface ResultIterator<T> extends AsyncIterator<T, undefined> {
  [Symbol.asyncIterator](): ResultIterator<T>;
}
