import type { Driver, PullSink } from './drive.js';
import { checkResult, close } from './iterators.js';

/** Pulls an asynchronous iterator, one `next()` at a time. */
export class AsyncPull implements Driver {
  private ended = false;

  constructor(
    private readonly iterator: AsyncIterator<unknown>,
    private readonly sink: PullSink,
  ) {}

  pull(): void {
    let next: Promise<unknown>;
    try {
      next = Promise.resolve(this.iterator.next());
    } catch (reason) {
      this.fail(reason);
      return;
    }
    next.then(
      (result) => {
        this.take(result);
      },
      (reason: unknown) => {
        this.fail(reason);
      },
    );
  }

  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    close(this.iterator);
  }

  private take(result: unknown): void {
    if (this.ended) return;
    let done: boolean | undefined;
    let value: unknown;
    try {
      ({ done, value } = checkResult(result));
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (done === true) {
      this.ended = true;
      this.sink.complete();
    } else {
      this.sink.value(value);
      if (!this.ended) this.sink.ready();
    }
  }

  private fail(reason: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.fail(reason);
  }
}
