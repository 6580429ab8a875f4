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

  push(element: T): void {
    this.elements[this.tail++] = element;
  }

  shift(): T | undefined {
    if (this.head === this.tail) return undefined;
    const element = this.elements[this.head];
    this.elements[this.head++] = undefined;
    if (this.head === this.tail) this.clear();
    else if (this.head > LARGE && this.head > this.length) {
      this.elements = this.elements.slice(this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
    }
    return element;
  }

  clear(): void {
    // A short array is kept: a queue that is empty now and then needs no new one each time.
    if (this.tail > LARGE) this.elements = [];
    this.head = this.tail = 0;
  }
}
