import type { Observer, Subscription } from 'rxjs';
import type { Failure } from './intake.js';
import { Queue } from './queue.js';

/** One subscription's worth of work, and what its consumer may do with it. */
export interface Run {
  /** Begins; results may be delivered from within the call. */
  open(): void;
  /** Starts nothing more until `resume()`; what is at work goes on. */
  pause(): void;
  resume(): void;
  /** Cancels it. */
  readonly teardown: Subscription;
}

/** Makes a run that delivers to `destination`. */
export type CreateRun<T> = (destination: Observer<T>) => Run;

/** Somebody who has asked for a result and waits. */
interface Request<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** A run at its consumer's pace: it begins with the first request, and is paused while `highWaterMark` results wait to be asked for. */
export class RunIterator<T> implements AsyncIterator<T, undefined> {
  private readonly results = new Queue<T>();
  private readonly requests = new Queue<Request<T>>();
  private readonly run: Run;
  private begun = false;
  private ended = false;
  private failure: Failure | undefined;

  constructor(
    create: CreateRun<T>,
    private readonly highWaterMark: number,
  ) {
    this.run = create({
      next: (result) => {
        this.take(result);
      },
      error: (reason: unknown) => {
        this.failure = { reason };
        this.end();
      },
      complete: () => {
        this.end();
      },
    });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.results.length > 0) {
      const value = this.results.shift() as T;
      if (this.results.length === this.highWaterMark - 1 && !this.ended) this.run.resume();
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.requests.push({ resolve, reject });
      if (this.ended) this.end();
      else if (!this.begun) {
        this.begun = true;
        this.run.open();
      }
    });
  }

  /** Cancels the run, and with it whatever was asked for. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.run.teardown.unsubscribe();
    this.results.clear();
    this.failure = undefined;
    this.end();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private take(value: T): void {
    const request = this.requests.shift();
    if (request !== undefined) {
      request.resolve({ done: false, value });
      return;
    }
    this.results.push(value);
    if (this.results.length === this.highWaterMark) this.run.pause();
  }

  /** Settles everybody who waits: the first one gets the failure, if there is one. */
  private end(): void {
    this.ended = true;
    for (let request = this.requests.shift(); request !== undefined; request = this.requests.shift()) {
      const { failure } = this;
      this.failure = undefined;
      if (failure === undefined) request.resolve(DONE);
      else request.reject(failure.reason);
    }
  }
}
