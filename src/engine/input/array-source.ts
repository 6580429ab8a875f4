import type { InputSource, PullObserver } from './types.js';

/** Pulls an array. It knows its end, so it ends in the turn of its last element. */
export class ArraySource implements InputSource {
  private index = 0;
  private cancelled = false;

  constructor(
    private readonly elements: ArrayLike<unknown>,
    private readonly observer: PullObserver,
  ) {}

  start(): void {
    let isLeft: boolean;
    try {
      isLeft = this.index < this.elements.length;
    } catch (reason) {
      this.fail(reason);
      return;
    }
    // Reading the element may have cancelled it: the array may be a proxy.
    if (this.cancelled) return;
    if (isLeft) this.observer.ready();
    else this.observer.complete();
  }

  pull(): void {
    if (this.cancelled) return;
    let value: unknown;
    let isLeft: boolean;
    try {
      value = this.elements[this.index];
      // The array may have become shorter meanwhile.
      isLeft = this.index++ < this.elements.length;
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (isLeft && !this.isCancelled()) this.observer.next(value);
    if (!this.isCancelled()) this.start();
  }

  cancel(): void {
    this.cancelled = true;
  }

  /** A method, because TypeScript cannot see that code called meanwhile changes the property. */
  private isCancelled(): boolean {
    return this.cancelled;
  }

  private fail(reason: unknown): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.observer.error(reason);
  }
}
