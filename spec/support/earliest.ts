/** What is to happen at which time; what is added first comes first among equals. */
export class Earliest<T> {
  private readonly heap: { readonly time: number; readonly place: number; readonly item: T }[] = [];
  private added = 0;

  get time(): number {
    return this.heap[0]?.time ?? Infinity;
  }

  add(time: number, item: T): void {
    const { heap } = this;
    const entry = { time, place: this.added++, item };
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as typeof entry;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  /** Takes what comes first; there must be something. */
  take(): T {
    const { heap } = this;
    const [first] = heap as [(typeof heap)[number]];
    const last = heap.pop() as typeof first;
    if (heap.length > 0) this.sink(last);
    return first.item;
  }

  private sink(entry: { readonly time: number; readonly place: number; readonly item: T }): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let next = heap[left];
      if (next === undefined) break;
      let below = left;
      const other = heap[right];
      if (other !== undefined && isBefore(other, next)) {
        next = other;
        below = right;
      }
      if (!isBefore(next, entry)) break;
      heap[index] = next;
      index = below;
    }
    heap[index] = entry;
  }
}

interface Placed {
  readonly time: number;
  readonly place: number;
}

function isBefore(a: Placed, b: Placed): boolean {
  return a.time < b.time || (a.time === b.time && a.place < b.place);
}
