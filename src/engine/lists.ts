import type { Attempt } from './attempt.js';
import type { Dispatcher } from './dispatcher.js';
import { driveList, type Driver, type PullSink } from './drive.js';
import { Queue } from './queue.js';

/** The lists that one attempt has been given, and whose elements are its emissions: handed out one by one, list after list. */
export class Lists implements PullSink {
  private current: Driver | undefined;
  /** Lists that an Observable pushed while an earlier one had elements left. */
  private later: Queue<Driver> | undefined;
  private queued = false;

  constructor(
    private readonly attempt: Attempt,
    private readonly dispatcher: Dispatcher,
  ) {}

  get empty(): boolean {
    return this.current === undefined;
  }

  /** @throws TypeError if it is not iterable; what its iterator method throws */
  add(list: unknown): void {
    const driver = driveList(list, this);
    if (driver === undefined) return;
    if (this.current === undefined) this.current = driver;
    else (this.later ??= new Queue()).push(driver);
  }

  /** Waits in its stage's queue, once. */
  wait(): void {
    if (this.queued) return;
    this.queued = true;
    this.attempt.branch.level.listing.push(this);
  }

  /** Hands out one element. */
  pull(): void {
    this.queued = false;
    this.current?.pull();
  }

  cancel(): void {
    for (let list = this.current; list !== undefined; list = this.later?.shift()) list.cancel();
  }

  value(value: unknown): void {
    this.dispatcher.emit(this.attempt.branch, value);
  }

  ready(): void {
    this.wait();
  }

  complete(): void {
    this.current = this.later?.shift();
    this.attempt.rest();
  }

  fail(reason: unknown): void {
    this.current = this.later?.shift();
    this.attempt.failList(reason);
  }
}
