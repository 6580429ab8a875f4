/** Whether the one comes before the other. */
export type Precedence<T> = (one: T, other: T) => boolean;

/** Who can be in a heap, one at a time: it knows its place there. */
export interface Placed {
  place: number;
}

/**
 * A priority queue: a binary heap whose elements know their places, so that any of them can be taken out. `add` and `delete` are O(log n), and O(1) for what is added in order.
 * (J. W. J. Williams, Algorithm 232: Heapsort, Communications of the ACM 7, 1964.)
 */
export class Heap<T extends Placed> {
  private readonly elements: T[] = [];

  /** @param before - whether the one comes before the other */
  constructor(private readonly before: Precedence<T>) {}

  get size(): number {
    return this.elements.length;
  }

  /** The one that comes before all others. */
  get first(): T | undefined {
    return this.elements[0];
  }

  add(element: T): void {
    this.rise(element, this.elements.length);
  }

  /** Takes an element out that is in it. */
  delete(element: T): void {
    const last = this.elements.pop() as T;
    if (last === element) return;
    this.sink(last, element.place);
    this.rise(last, last.place);
  }

  private rise(element: T, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.elements[above] as T;
      if (!this.before(element, parent)) break;
      this.put(parent, place);
      place = above;
    }
    this.put(element, place);
  }

  private sink(element: T, from: number): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      const left = this.elements[below];
      if (left === undefined) break;
      const right = this.elements[below + 1];
      const child = right !== undefined && this.before(right, left) ? right : left;
      if (child === right) below++;
      if (!this.before(child, element)) break;
      this.put(child, place);
      place = below;
    }
    this.put(element, place);
  }

  private put(element: T, place: number): void {
    this.elements[place] = element;
    element.place = place;
  }
}
