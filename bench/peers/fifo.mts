/** Numbers that wait, first in, first out, in constant time: an array with the place of its head, which is moved to the front now and then. */
export class Fifo {
  #items: number[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: number): void {
    this.#items.push(item);
  }

  /** The first; ask only while there is one. */
  shift(): number {
    const item = this.#items[this.#head++] as number;
    if (this.#head === 1024) {
      this.#items = this.#items.slice(1024);
      this.#head = 0;
    }
    return item;
  }
}
