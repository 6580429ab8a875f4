import { Heap, type Placed, type Precedence } from './heap.js';

/** A row is closed up when so many places more are empty than taken. */
const LOOSE = 1024;

/**
 * A priority queue for what is mostly added in order: that stands in a row, in which places become empty; who comes before the last in the row goes to a heap.
 * `add`, `delete` and `first` are O(1) for those in the row, on average, and O(log n) for the others.
 */
export class Line<T extends Placed> {
  private row: (T | undefined)[] = [];
  /** Where the row begins and ends, neither of them with an empty place, and how many stand in it. */
  private head = 0;
  private tail = 0;
  private standing = 0;
  private readonly early: Heap<T>;

  constructor(private readonly before: Precedence<T>) {
    this.early = new Heap(before);
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  get size(): number {
    return this.standing + this.early.size;
  }

  /** The one that comes before all others. */
  get first(): T | undefined {
    const { first } = this.early;
    if (this.standing === 0) return first;
    const head = this.row[this.head] as T;
    return first !== undefined && this.before(first, head) ? first : head;
  }

  add(element: T): void {
    if (this.standing > 0 && this.before(element, this.row[this.tail - 1] as T)) {
      this.early.add(element);
    } else {
      element.place = this.tail;
      this.row[this.tail++] = element;
      this.standing++;
    }
  }

  /** Takes an element out that is in it. */
  delete(element: T): void {
    if (this.row[element.place] !== element) {
      this.early.delete(element);
      return;
    }
    this.row[element.place] = undefined;
    this.standing--;
    if (this.standing === 0) this.head = this.tail = 0;
    else {
      while (this.row[this.head] === undefined) this.head++;
      while (this.row[this.tail - 1] === undefined) this.tail--;
      if (this.row.length > 2 * this.standing + LOOSE) this.closeUp();
    }
  }

  private closeUp(): void {
    const row: T[] = [];
    for (let place = this.head; place < this.tail; place++) {
      const element = this.row[place];
      if (element === undefined) continue;
      element.place = row.length;
      row.push(element);
    }
    this.row = row;
    this.head = 0;
    this.tail = row.length;
  }
}
