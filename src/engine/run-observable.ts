import { Observable } from 'rxjs';
import type { AsyncIterableObservable } from '../async-iterable-observable.js';
import { RunIterator, type CreateRun } from './run-iterator.js';

/** Makes a run for every subscription, and a paced one for every iteration. */
export class RunObservable<T> extends Observable<T> implements AsyncIterableObservable<T> {
  constructor(
    private readonly create: CreateRun<T>,
    private readonly highWaterMark: number,
  ) {
    super((subscriber) => {
      const run = create(subscriber);
      // Before it opens: a consumer may leave while results are delivered from within the call.
      subscriber.add(run.teardown);
      run.open();
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new RunIterator(this.create, this.highWaterMark);
  }
}
