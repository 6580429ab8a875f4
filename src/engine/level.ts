import type { Subject } from 'rxjs';
import type { Attempt } from './attempt.js';
import type { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import { expansion } from './expansion.js';
import type { InputSubscriber } from './input-subscriber.js';
import type { Lists } from './lists.js';
import type { StagePlan } from './plan.js';
import { Queue } from './queue.js';

/** One stage within one run: who waits there, and who goes first. */
export class Level {
  /** Branches that have not started. */
  readonly waiting = new Queue<Branch>();
  /** Attempts whose iterator waits to be pulled: that is work, and takes a slot. */
  readonly suspended = new Queue<Attempt>();
  /** Lists of attempts with elements left: handing those out is no work. */
  readonly listing = new Queue<Lists>();
  /** How many more attempts may be open, at work or not. */
  free: number;

  private readonly concurrency: number;
  private inners: Subject<InputSubscriber> | undefined = undefined;

  constructor(
    private readonly run: Dispatcher,
    readonly stage: StagePlan,
    /** Where its emissions go on to. */
    readonly next: Level | undefined,
  ) {
    this.free = this.concurrency = stage.concurrency ?? run.plan.concurrency;
  }

  /** How many branches could start now, going by the slots that are free. */
  get room(): number {
    return this.blocked ? 0 : Math.min(this.free, this.run.free);
  }

  /** Starts, or goes on with, the one thing that comes first here. @returns whether there was any */
  step(): boolean {
    if (this.blocked) return false;
    const turn = this.listing.shift() ?? (this.run.free > 0 ? this.suspended.shift() : undefined);
    if (turn !== undefined) {
      turn.pull();
      return true;
    }
    const branch = this.free > 0 && this.run.free > 0 ? this.waiting.shift() : undefined;
    if (branch === undefined) return false;
    this.run.start(branch);
    return true;
  }

  /** Expands an Observable; what that takes is made when the first one comes, for most stages give promises. */
  expand(inner: InputSubscriber): void {
    (this.inners ??= expansion(this.concurrency, this.run)).next(inner);
  }

  /** Whether as many branches wait before the next stage as may. */
  private get blocked(): boolean {
    return this.next !== undefined && this.next.waiting.length >= this.run.plan.highWaterMark;
  }
}
