const LARGE = 1024;

/**
 * A first-in, first-out queue. `push` and `shift` take constant time on average, however long the
 * queue is; `Array.prototype.shift` moves every element of a long array. Elements are released as
 * soon as they are removed.
 */
export class Fifo<T> {
  private elements: (T | undefined)[] = [];
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

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
    // An empty array is reused. A long one is cut once half of it has been removed.
    if (this.head === this.tail) this.head = this.tail = 0;
    else if (this.head > LARGE && this.head > this.length) {
      this.elements = this.elements.slice(this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
    }
    return element;
  }
}
