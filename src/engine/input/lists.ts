import type { AsyncContext } from '../async-context.js';
import { Fifo } from '../queue/fifo.js';
import type { Branch, Drainable } from '../types.js';
import { listSource } from './input-source.js';
import type { InputSource, PullObserver } from './types.js';

/** Receives lists, and gets their elements one by one. */
export interface ListsOwner {
  readonly branch: Branch;
  /** The name of a list in messages. */
  readonly listTitle: string;
  /** Whether it accepts no more lists. */
  readonly finished: boolean;
  /** Receives an element. */
  emit(element: unknown): void;
  /** The lists have at least one element left. */
  drainLater(lists: Lists): void;
  /** A list has ended. */
  settle(): void;
  /** A list is not iterable, or has failed. */
  fail(reason: unknown): void;
}

/**
 * The lists that one owner has received. Their elements are emitted one by one, list after list.
 */
export class Lists implements PullObserver, Drainable {
  /** The list that has elements left, and the index of the value that it came from. */
  current: InputSource | undefined = undefined;
  index = 0;
  /** Lists that arrived while an earlier one had elements left. */
  private later: Fifo<{ readonly list: InputSource; readonly index: number }> | undefined = undefined;

  constructor(private readonly owner: ListsOwner) {}

  get title(): string {
    return this.owner.listTitle;
  }

  get context(): AsyncContext | undefined {
    return this.owner.branch.context;
  }

  /**
   * Adds a list. One that is not iterable, or throws when it is inspected, fails its owner. An
   * empty array ends at once.
   */
  add(list: unknown, index = 0): void {
    let source: InputSource;
    try {
      if (Array.isArray(list) && list.length === 0) return;
      source = listSource(list, this);
    } catch (reason) {
      if (!this.owner.finished) this.owner.fail(reason);
      return;
    }
    // The list itself cancelled its owner when it was inspected.
    if (this.owner.finished) source.cancel();
    else if (this.current === undefined) this.begin(source, index);
    else (this.later ??= new Fifo()).push({ list: source, index });
  }

  drainOne(): void {
    this.current?.pull();
  }

  cancel(): void {
    for (; this.current !== undefined; this.current = this.later?.shift()?.list) this.current.cancel();
  }

  next(value: unknown): void {
    this.owner.emit(value);
  }

  ready(): void {
    this.owner.drainLater(this);
  }

  complete(): void {
    this.beginNext();
    this.owner.settle();
  }

  error(reason: unknown): void {
    this.beginNext();
    this.owner.fail(reason);
  }

  private beginNext(): void {
    this.current = undefined;
    const next = this.later?.shift();
    if (next !== undefined) this.begin(next.list, next.index);
  }

  private begin(list: InputSource, index: number): void {
    this.current = list;
    this.index = index;
    this.ready();
  }
}
