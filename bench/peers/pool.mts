import type { Observable } from 'rxjs';
import type { Job } from '../tasks/job.mjs';
import { Fifo } from './fifo.mjs';

/** How what a task gives is taken. */
interface Taking<First, Second> {
  first(given: First, answered: (leaves: readonly number[]) => void, failed: () => void): void;
  second(given: Second, fulfilled: () => void, rejected: () => void): void;
}

/**
 * The practical limit: what somebody would write by hand for this very job, and no more. Bounded slots for each round, the second round first, a root pulled
 * only when a slot is free and few leaves wait.
 */
function pool<First, Second>({ roots, first, second, slots, tally }: Job<First, Second>, taking: Taking<First, Second>): Promise<void> {
  return new Promise((resolve) => {
    const source = roots[Symbol.iterator]();
    const waiting = new Fifo();
    let exhausted = false;
    let requesting = 0;
    let detailing = 0;

    const answered = (leaves: readonly number[]): void => {
      requesting--;
      for (const leaf of leaves) waiting.push(leaf);
      start();
    };
    const failed = (): void => {
      requesting--;
      tally.rejectRoot();
      start();
    };
    const fulfilled = (): void => {
      detailing--;
      tally.fulfil();
      start();
    };
    const rejected = (): void => {
      detailing--;
      tally.reject();
      start();
    };

    function start(): void {
      while (detailing < slots.second && waiting.length > 0) {
        detailing++;
        taking.second(second(waiting.shift()), fulfilled, rejected);
      }
      while (requesting < slots.first && !exhausted && waiting.length < slots.second) {
        const { done, value } = source.next() as IteratorResult<number, number>;
        if (done === true) exhausted = true;
        else {
          requesting++;
          taking.first(first(value), answered, failed);
        }
      }
      if (exhausted && requesting === 0 && detailing === 0) resolve();
    }
    start();
  });
}

const promised: Taking<Promise<readonly number[]>, Promise<number>> = {
  first: (given, answered, failed) => void given.then(answered, failed),
  second: (given, fulfilled, rejected) => void given.then(fulfilled, rejected),
};

/** The pool of promises. */
export function promisePool(job: Job): Promise<void> {
  return pool(job, promised);
}

const observed: Taking<Observable<readonly number[]>, Observable<number>> = {
  first(given, answered, failed) {
    let leaves: readonly number[] = [];
    given.subscribe({
      next: (list) => (leaves = list),
      error: failed,
      complete: () => {
        answered(leaves);
      },
    });
  },
  second(given, fulfilled, rejected) {
    given.subscribe({ error: rejected, complete: fulfilled });
  },
};

/** The pool of Observables, each of one value, that complete later. */
export function observablePool(job: Job<Observable<readonly number[]>, Observable<number>>): Promise<void> {
  return pool(job, observed);
}
