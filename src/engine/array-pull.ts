import type { Driver, PullSink } from './drive.js';

/** Pulls an array. It knows its end, so its last element ends it in the same turn. */
export class ArrayPull implements Driver {
  private index = 0;
  private cancelled = false;

  constructor(
    private readonly elements: ArrayLike<unknown>,
    private readonly sink: PullSink,
  ) {}

  start(): void {
    if (this.index < this.elements.length) this.sink.rest();
    else this.sink.complete();
  }

  pull(): void {
    let value: unknown;
    try {
      value = this.elements[this.index];
    } catch (reason) {
      this.sink.error(reason);
      return;
    }
    // Its owner may have shortened it meanwhile.
    if (this.index++ < this.elements.length) this.sink.next(value);
    if (!this.cancelled) this.start();
  }

  cancel(): void {
    this.cancelled = true;
  }
}
