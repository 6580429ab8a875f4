const SMALLEST = 16;

/**
 * A first-in, first-out queue on a ring buffer: `push` and `shift` are O(1) whatever waits, where `Array.prototype.shift`
 * moves every element of a long array. The ring doubles when it is full and is given back when it runs empty, so
 * a burst leaves no memory behind.
 */
export class Queue<T> {
  private ring = new Array<T | undefined>(SMALLEST);
  private head = 0;

  /** How many elements are in the queue. */
  length = 0;

  push(element: T): void {
    if (this.length === this.ring.length) this.double();
    this.ring[(this.head + this.length) & (this.ring.length - 1)] = element;
    this.length++;
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const element = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    if (--this.length === 0 && this.ring.length > 64 * SMALLEST) this.clear();
    return element;
  }

  clear(): void {
    this.ring = new Array<T | undefined>(SMALLEST);
    this.head = 0;
    this.length = 0;
  }

  private double(): void {
    const grown = this.ring.slice(this.head).concat(this.ring.slice(0, this.head));
    grown.length = this.ring.length * 2;
    this.ring = grown;
    this.head = 0;
  }
}
