/** An element of a bag. It can be in one bag at a time, and knows its place there. */
export interface Placed {
  place: number;
}

/** Elements in no order. `add` and `delete` take constant time. */
export class Bag<T extends Placed> {
  private readonly elements: T[] = [];

  get size(): number {
    return this.elements.length;
  }

  add(element: T): void {
    element.place = this.elements.length;
    this.elements.push(element);
  }

  /** Removes an element that is in the bag: the last one takes its place. */
  delete({ place }: T): void {
    const last = this.elements.pop() as T;
    if (last.place === place) return;
    this.elements[place] = last;
    last.place = place;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.elements[Symbol.iterator]();
  }
}
