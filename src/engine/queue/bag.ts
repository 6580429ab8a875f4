/** An element of a bag. It can be in one bag at a time, and stores its place there. */
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
    const { elements } = this;
    element.place = elements.length;
    elements[elements.length] = element;
  }

  /** Removes an element that is in the bag. The last one takes its place. */
  delete({ place }: T): void {
    const { elements } = this;
    const last = elements.pop() as T;
    if (last.place === place) return;
    elements[place] = last;
    last.place = place;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.elements[Symbol.iterator]();
  }
}
