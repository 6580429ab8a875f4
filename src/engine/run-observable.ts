import { Observable } from 'rxjs';
import type { AsyncIterableObservable } from '../async-iterable-observable.js';
import { iterate } from './iterate.js';
import { hostOf } from './nesting.js';
import { openUnder } from './open-under.js';
import type { CreateRun } from './consumer.js';
import type { Plan } from './plan.js';

/** Creates a run for every subscription, and a run at the consumer's pace for every iteration. */
export function runObservable<T>(create: CreateRun<T>, { highWaterMark, signal }: Plan): AsyncIterableObservable<T> {
  const results = new Observable<T>((subscriber) => {
    const run = create(subscriber);
    run.nestIn(hostOf(subscriber));
    // Before it opens: a consumer may unsubscribe while results are delivered synchronously.
    subscriber.add(run);
    openUnder(signal, run, (reason) => {
      subscriber.error(reason);
    });
  });
  return Object.assign(results, { [Symbol.asyncIterator]: () => iterate(create, highWaterMark, signal) });
}
