import { openUnder } from './open-under.js';
import { Fifo } from './queue/fifo.js';
import type { CreateRun } from './consumer.js';
import type { Failure } from './types.js';

/** A pending `next()`. */
interface Request<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * A run at its consumer's pace. It begins with the first request, and starts nothing more while
 * `highWaterMark` results wait to be requested.
 */
export function iterate<T>(create: CreateRun<T>, highWaterMark: number, signal?: AbortSignal): AsyncIterableIterator<T, undefined> {
  let results = new Fifo<T>();
  const requests = new Fifo<Request<T>>();
  let failure: Failure | undefined;
  let begun = false;

  const run = create({
    next(result) {
      results.push(result);
      settle();
    },
    error(reason) {
      failure = { reason };
      settle();
    },
    complete: settle,
    get full() {
      return results.length >= highWaterMark;
    },
  });

  /** Settles pending requests: with the results in order, then the failure, once, then the end. */
  function settle(): void {
    while (requests.length > 0 && (results.length > 0 || run.closed)) {
      const { resolve, reject } = requests.shift() as Request<T>;
      if (results.length > 0) resolve({ done: false, value: results.shift() as T });
      else if (failure === undefined) resolve(DONE);
      else {
        reject(failure.reason);
        failure = undefined;
      }
    }
  }

  /** The run is ended from outside. Results that were not requested yet are dropped. */
  function abort(reason: unknown): void {
    results = new Fifo();
    failure = { reason };
    settle();
  }

  return {
    next() {
      // The signal may abort after the run has ended, while results are left.
      if (results.length > 0 && signal?.aborted === true) abort(signal.reason);
      if (results.length > 0) {
        const isFull = results.length === highWaterMark;
        const answer = Promise.resolve<IteratorResult<T, undefined>>({ done: false, value: results.shift() as T });
        // Only a full run waits for its consumer.
        if (isFull) run.resume();
        return answer;
      }
      const answer = new Promise<IteratorResult<T, undefined>>((resolve, reject) => {
        requests.push({ resolve, reject });
      });
      settle();
      if (!begun && !run.closed) {
        begun = true;
        openUnder(signal, run, abort);
      }
      return answer;
    },

    /** Cancels the run, and every pending request with it. */
    return() {
      try {
        run.unsubscribe();
      } finally {
        results = new Fifo();
        failure = undefined;
        settle();
      }
      return Promise.resolve(DONE);
    },

    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
