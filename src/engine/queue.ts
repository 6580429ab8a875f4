const LARGE = 1024;

/**
 * A first-in, first-out queue: `push` and `shift` are O(1), the latter on average, whatever waits, where `Array.prototype.shift` moves every
 * element of a long array. What has been taken is let go of at once, and a burst leaves no memory behind.
 */
export class Queue<T> {
  private elements: (T | undefined)[] = [];
  private head = 0;
  private tail = 0;

  /** How many elements are in the queue. */
  get length(): number {
    return this.tail - this.head;
  }

  /** The one that came first. */
  get first(): T | undefined {
    return this.elements[this.head];
  }

  push(element: T): void {
    this.elements[this.tail++] = element;
  }

  shift(): T | undefined {
    if (this.head === this.tail) return undefined;
    const element = this.elements[this.head];
    this.elements[this.head++] = undefined;
    // An array that is empty now and then is used again; a long one is cut once half of it is taken.
    if (this.head === this.tail) this.head = this.tail = 0;
    else if (this.head > LARGE && this.head > this.length) {
      this.elements = this.elements.slice(this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
    }
    return element;
  }

  /** Takes what came last. */
  pop(): T | undefined {
    if (this.head === this.tail) return undefined;
    const element = this.elements[--this.tail];
    this.elements[this.tail] = undefined;
    return element;
  }

  /** Takes all, one by one. */
  *drain(): Iterable<T> {
    while (this.length > 0) yield this.shift() as T;
  }
}
