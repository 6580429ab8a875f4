import type { Driver, PullSink } from './drive.js';
import { checkResult, close } from './iterators.js';

/** Pulls a synchronous iterator. */
export class IteratorPull implements Driver {
  private ended = false;
  private running = false;

  constructor(
    private readonly iterator: Iterator<unknown>,
    private readonly sink: PullSink,
  ) {}

  pull(): void {
    let done: boolean | undefined;
    let value: unknown;
    this.running = true;
    try {
      ({ done, value } = checkResult(this.iterator.next()));
    } catch (reason) {
      this.ended = true;
      this.sink.fail(reason);
      return;
    }
    this.running = false;
    if (this.ended) {
      // Cancelled by its own `next()`, when it could not yet be told to return.
      if (done !== true) close(this.iterator);
    } else if (done === true) {
      this.ended = true;
      this.sink.complete();
    } else {
      this.sink.value(value);
      if (!this.ended) this.sink.ready();
    }
  }

  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    if (!this.running) close(this.iterator);
  }
}
