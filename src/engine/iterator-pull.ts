import { check, OBJECT } from '../check.js';
import { resume } from './async-context.js';
import type { Driver, PullSink } from './drive.js';

function take(pull: IteratorPull, result: unknown): void {
  pull.take(result);
}

function fail(pull: IteratorPull, reason: unknown): void {
  pull.fail(reason);
}

/** Pulls an iterator, one `next()` at a time: synchronous ones give their value at once, asynchronous ones when their promise is settled. */
export class IteratorPull implements Driver {
  private ended = false;
  private running = false;

  constructor(
    private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>,
    private readonly sink: PullSink,
    private readonly asynchronous = false,
  ) {}

  start(): void {
    this.sink.rest();
  }

  pull(): void {
    let result: unknown;
    this.running = true;
    try {
      result = this.iterator.next();
    } catch (reason) {
      this.fail(reason);
      return;
    }
    this.running = false;
    // Cancelled by its own `next()`, when it could not yet be told to return.
    if (this.ended) this.close();
    if (this.asynchronous) {
      Promise.resolve(result).then(
        (settled: unknown) => {
          resume(this.sink.context, take, this, settled);
        },
        (reason: unknown) => {
          resume(this.sink.context, fail, this, reason);
        },
      );
    } else {
      this.take(result);
    }
  }

  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    if (!this.running) this.close();
  }

  take(result: unknown): void {
    if (this.ended) return;
    let done: boolean | undefined;
    let value: unknown;
    try {
      check('an iterator result', OBJECT, result);
      ({ done, value } = result as IteratorResult<unknown, unknown>);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (done === true) {
      this.ended = true;
      this.sink.complete();
    } else {
      this.sink.next(value);
      // Its sink may have cancelled it, which TypeScript cannot see.
      if (!(this.ended as boolean)) this.sink.rest();
    }
  }

  fail(reason: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.error(reason);
  }

  /** Nobody will read on. What `return()` throws, or rejects with later, has nobody to go to. */
  private close(): void {
    try {
      Promise.resolve(this.iterator.return?.()).catch(() => undefined);
    } catch {
      // See above.
    }
  }
}
