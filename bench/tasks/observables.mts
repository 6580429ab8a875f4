import { asapScheduler, from, Observable, of, throwError, type TeardownLogic } from 'rxjs';
import { failure } from './fate.mjs';
import type { Gauge } from './gauge.mjs';
import { pass } from './iterables.mjs';
import type { Tasks } from './job.mjs';

/** Observables of one value that comes later: a list of leaves, or a result. */
function emitting(later: (work: () => void) => TeardownLogic): Tasks<Observable<readonly number[]>, Observable<number>> {
  return (fate, { first, second }) => ({
    first: (root) => emission(later, first, fate.rootFails(root), () => fate.leaves(root)),
    second: (leaf) => emission(later, second, fate.leafFails(leaf), () => leaf),
  });
}

function emission<T>(later: (work: () => void) => TeardownLogic, gauge: Gauge, fails: boolean, answer: () => T): Observable<T> {
  return new Observable((subscriber) => {
    gauge.enter();
    return later(() => {
      gauge.leave();
      if (fails) subscriber.error(failure);
      else {
        subscriber.next(answer());
        subscriber.complete();
      }
    });
  });
}

/** Each is an `of` that is scheduled on the `asapScheduler`. */
export const asap = emitting((work) => asapScheduler.schedule(work));

const settled = Promise.resolve();

/** Each emits in a microtask of its own: the `asapScheduler` takes longer for each the more of them wait. */
export const micro = emitting((work) => void settled.then(work));

const failing = throwError(() => failure);

/** Observables that emit when they are subscribed: leaves one by one, or a result. */
export const synchronous: Tasks<Observable<number>, Observable<number>> = (fate, { first, second }) => ({
  first(root) {
    pass(first);
    return fate.rootFails(root) ? failing : from(fate.leaves(root));
  },
  second(leaf) {
    pass(second);
    return fate.leafFails(leaf) ? failing : of(leaf);
  },
});
