import type { Observable } from 'rxjs';

/**
 * An Observable that `for await` can pull: what a pipeline returns.
 *
 * Subscribed, it delivers each result the moment it is there. Iterated, it goes at its consumer's pace: it begins with the first `next()`, and
 * while `highWaterMark` results wait to be asked for it starts nothing more. Leaving the loop cancels whatever is at work. Every subscription and
 * every iteration is a run of its own. `.pipe(…)` gives a plain Observable.
 *
 * @typeParam T - one result
 */
export interface AsyncIterableObservable<T> extends Observable<T>, AsyncIterable<T> {
  [Symbol.asyncIterator](): ResultIterator<T>;
}

/**
 * One iteration: an `AsyncIterableIterator<T, undefined>`, in words that TypeScript understood before 5.6, too.
 *
 * @typeParam T - one result
 */
export interface ResultIterator<T> extends AsyncIterator<T, undefined> {
  [Symbol.asyncIterator](): ResultIterator<T>;
}
