import type { Attempt } from './attempt.js';
import type { Branch } from './branch.js';
import { driveList, type Driver, type PullSink } from './drive.js';
import { Queue } from './queue.js';

/** The lists that one attempt has been given, and whose elements are its emissions: handed out one by one, list after list. */
export class Lists implements PullSink {
  /** The list that has elements left. */
  current: Driver | undefined = undefined;
  /** Lists that an Observable pushed while an earlier one had elements left. */
  private later: Queue<Driver> | undefined = undefined;

  constructor(private readonly attempt: Attempt) {}

  get branch(): Branch {
    return this.attempt.branch;
  }

  /** Takes a list; what is not iterable, or whose iterator method throws, fails the attempt. An array that is empty is nothing to wait for. */
  add(list: unknown): void {
    if (Array.isArray(list) && list.length === 0) return;
    try {
      const driver = driveList(list, this);
      // Cancelled by the iterator method of the list itself.
      if (this.attempt.finished) driver.cancel();
      else if (this.current === undefined) this.begin(driver);
      else (this.later ??= new Queue()).push(driver);
    } catch (reason) {
      if (!this.attempt.finished) this.attempt.fail(reason);
    }
  }

  /** Hands out one element. */
  pull(): void {
    this.current?.pull();
  }

  cancel(): void {
    for (; this.current !== undefined; this.current = this.later?.shift()) this.current.cancel();
  }

  next(value: unknown): void {
    this.attempt.emit(value);
  }

  /** Waits in its stage's queue. */
  rest(): void {
    this.attempt.branch.level.hand(this);
  }

  complete(): void {
    this.begin(this.later?.shift());
    this.attempt.settle();
  }

  error(reason: unknown): void {
    this.begin(this.later?.shift());
    this.attempt.fail(reason);
  }

  private begin(list: Driver | undefined): void {
    this.current = list;
    if (list !== undefined) this.rest();
  }
}
