import type { Driver, PullSink } from './drive.js';

/** Pulls an array that is not empty. It knows its end, so its last element ends it in the same turn. */
export class ArrayPull implements Driver {
  private next = 0;
  private cancelled = false;

  constructor(
    private readonly elements: ArrayLike<unknown>,
    private readonly sink: PullSink,
  ) {}

  pull(): void {
    this.sink.value(this.elements[this.next++]);
    if (this.cancelled) return;
    if (this.next < this.elements.length) this.sink.ready();
    else this.sink.complete();
  }

  cancel(): void {
    this.cancelled = true;
  }
}
