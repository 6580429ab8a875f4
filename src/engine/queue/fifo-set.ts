/**
 * A first-in, first-out queue that contains each element once. All operations take constant time.
 * The first element is stored separately: if there is never a second one, as when a single run
 * waits for a limit, no hash table grows and shrinks.
 */
export class FifoSet<T extends object> {
  first: T | undefined = undefined;
  private readonly others = new Set<T>();

  get size(): number {
    return this.first === undefined ? 0 : 1 + this.others.size;
  }

  add(element: T): void {
    if (this.first === undefined) this.first = element;
    else if (this.first !== element) this.others.add(element);
  }

  delete(element: T): void {
    if (this.first === element) this.shift();
    else if (this.others.size > 0) this.others.delete(element);
  }

  *[Symbol.iterator](): Generator<T> {
    if (this.first !== undefined) yield this.first;
    yield* this.others;
  }

  /** Removes the first element. */
  shift(): T | undefined {
    const { first, others } = this;
    if (others.size > 0) {
      const [second] = others;
      this.first = second;
      others.delete(second as T);
    } else this.first = undefined;
    return first;
  }
}
