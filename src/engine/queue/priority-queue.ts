/** Whether `one` comes before `other`. */
export type IsBefore<T> = (one: T, other: T) => boolean;

/**
 * An element of a priority queue. It can be in one queue at a time, and stores its position there.
 */
export interface Positioned {
  position: number;
}

/** The row is compacted when it has this many more empty places than elements. */
const SPARSE = 1024;

/**
 * A priority queue for elements that mostly arrive in order. Those form a row, in which removed
 * elements leave empty places. An element that belongs before the last one of the row goes to a
 * binary heap. `add`, `delete` and `first` take constant time for the row, on average, and O(log n)
 * for the heap.
 *
 * The heap: J. W. J. Williams, Algorithm 232: Heapsort, Communications of the ACM 7, 1964.
 */
export class PriorityQueue<T extends Positioned> {
  private row: (T | undefined)[] = [];
  /** The beginning and the end of the row, both at an element, and its number of elements. */
  private head = 0;
  private tail = 0;
  private inRow = 0;
  private readonly heap: T[] = [];
  size = 0;

  /** @param isBefore - the order; by default, elements are in the order in which they were added */
  constructor(protected readonly isBefore?: IsBefore<T>) {}

  get first(): T | undefined {
    const head = this.row[this.head];
    if (this.heap.length === 0) return head;
    const early = this.heap[0] as T;
    return head === undefined || this.comesBefore(early, head) ? early : head;
  }

  add(element: T): void {
    this.size++;
    if (this.isBefore !== undefined && this.inRow > 0 && this.isBefore(element, this.row[this.tail - 1] as T)) this.rise(element, this.heap.length);
    else {
      element.position = this.tail;
      this.row[this.tail++] = element;
      this.inRow++;
    }
  }

  /** Removes an element that is in the queue. */
  delete(element: T): void {
    this.unlink(element);
  }

  protected unlink(element: T): void {
    const { position } = element;
    this.size--;
    if (this.heap.length > 0 && this.row[position] !== element) {
      this.removeEarly(element);
      return;
    }
    this.row[position] = undefined;
    if (--this.inRow === 0) this.head = this.tail = 0;
    else if (position === this.head) while (this.row[++this.head] === undefined);
    else if (position === this.tail - 1) while (this.row[--this.tail - 1] === undefined);
    if (this.tail > 2 * this.inRow + SPARSE) this.compact();
  }

  protected comesBefore(one: T, other: T): boolean {
    return this.isBefore?.(one, other) === true;
  }

  private compact(): void {
    const row = this.row.slice(this.head, this.tail).filter((element) => element !== undefined);
    row.forEach((element, position) => {
      element.position = position;
    });
    this.row = row;
    this.head = 0;
    this.tail = row.length;
  }

  private removeEarly(element: T): void {
    const last = this.heap.pop() as T;
    if (last === element) return;
    this.sink(last, element.position);
    this.rise(last, last.position);
  }

  private rise(element: T, from: number): void {
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.heap[above] as T;
      if (!this.comesBefore(element, parent)) break;
      this.put(parent, position);
      position = above;
    }
    this.put(element, position);
  }

  private sink(element: T, from: number): void {
    let position = from;
    for (;;) {
      let below = 2 * position + 1;
      const left = this.heap[below];
      if (left === undefined) break;
      const right = this.heap[below + 1];
      const child = right !== undefined && this.comesBefore(right, left) ? right : left;
      if (child === right) below++;
      if (!this.comesBefore(child, element)) break;
      this.put(child, position);
      position = below;
    }
    this.put(element, position);
  }

  private put(element: T, position: number): void {
    this.heap[position] = element;
    element.position = position;
  }
}
