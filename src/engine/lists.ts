import { quote } from '../quote.js';
import type { AsyncContext } from './async-context.js';
import type { Branch } from './branch.js';
import { driveList, type Driver, type PullSink } from './drive.js';
import type { Handing } from './level.js';
import type { StagePlan } from './plan.js';
import { Queue } from './queue.js';

/** What a list that a project gives is called in messages. */
export function listTitle(stage: StagePlan): string {
  return `stage ${quote(stage.name)}: each list`;
}

/** Who has been given lists, and takes their elements one by one. */
export interface ListsOwner {
  readonly branch: Branch;
  /** What one of its lists is called in messages. */
  readonly listTitle: string;
  /** Whether it takes no more lists. */
  readonly finished: boolean;
  /** Takes an element. */
  emit(element: unknown): void;
  /** The lists wait to be pulled. */
  hand(lists: Lists): void;
  /** A list is at its end. */
  settle(): void;
  /** A list is none, or has failed. */
  fail(reason: unknown): void;
}

/** The lists that somebody has been given: handed out one by one, list after list. */
export class Lists implements PullSink, Handing {
  /** The list that has elements left. */
  current: Driver | undefined = undefined;
  /** Lists that an Observable pushed while an earlier one had elements left. */
  private later: Queue<Driver> | undefined = undefined;

  constructor(private readonly owner: ListsOwner) {}

  get branch(): Branch {
    return this.owner.branch;
  }

  get title(): string {
    return this.owner.listTitle;
  }

  get context(): AsyncContext | undefined {
    return this.owner.branch.context;
  }

  /**
   * Takes a list. One that is not iterable, or throws when it is looked at, fails its owner. There is
   * nothing to wait for in an empty array.
   */
  add(list: unknown): void {
    let driver: Driver;
    try {
      if (Array.isArray(list) && list.length === 0) return;
      driver = driveList(list, this);
    } catch (reason) {
      if (!this.owner.finished) this.owner.fail(reason);
      return;
    }
    // Cancelled by the list itself, when it was looked at.
    if (this.owner.finished) driver.cancel();
    else if (this.current === undefined) this.begin(driver);
    else (this.later ??= new Queue()).push(driver);
  }

  /** Hands out one element. */
  pull(): void {
    this.current?.pull();
  }

  cancel(): void {
    for (; this.current !== undefined; this.current = this.later?.shift()) this.current.cancel();
  }

  next(value: unknown): void {
    this.owner.emit(value);
  }

  /** Waits to be pulled. */
  rest(): void {
    this.owner.hand(this);
  }

  complete(): void {
    this.begin(this.later?.shift());
    this.owner.settle();
  }

  error(reason: unknown): void {
    this.begin(this.later?.shift());
    this.owner.fail(reason);
  }

  private begin(list: Driver | undefined): void {
    this.current = list;
    if (list !== undefined) this.rest();
  }
}
