import { asapScheduler, from, Observable, of, throwError } from 'rxjs';
import { failure, type Fate } from './fate.mjs';
import type { Gauge, Gauges } from './gauge.mjs';
import { pass } from './iterables.mjs';
import type { Job } from './job.mjs';

/** Observables of one value that comes a microtask later: a list of leaves, or a result. */
export function observables(fate: Fate, { first, second }: Gauges): Pick<Job<Observable<readonly number[]>, Observable<number>>, 'first' | 'second'> {
  return {
    first: (root) => later(first, fate.rootFails(root), () => fate.leaves(root)),
    second: (leaf) => later(second, fate.leafFails(leaf), () => leaf),
  };
}

/** An `of` that is scheduled on the `asapScheduler`, and tells its gauge. */
function later<T>(gauge: Gauge, fails: boolean, answer: () => T): Observable<T> {
  return new Observable((subscriber) => {
    gauge.enter();
    return asapScheduler.schedule(() => {
      gauge.leave();
      if (fails) subscriber.error(failure);
      else {
        subscriber.next(answer());
        subscriber.complete();
      }
    });
  });
}

const failing = throwError(() => failure);

/** Observables that emit when they are subscribed: leaves one by one, or a result. */
export function synchronous(fate: Fate, { first, second }: Gauges): Pick<Job<Observable<number>, Observable<number>>, 'first' | 'second'> {
  return {
    first(root) {
      pass(first);
      return fate.rootFails(root) ? failing : from(fate.leaves(root));
    },
    second(leaf) {
      pass(second);
      return fate.leafFails(leaf) ? failing : of(leaf);
    },
  };
}
