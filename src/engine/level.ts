import type { Subject } from 'rxjs';
import type { Limit } from '../policies/limits/limit.js';
import type { Attempt } from './attempt.js';
import { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import { expansion } from './expansion.js';
import type { InputSubscriber } from './input-subscriber.js';
import type { Lists } from './lists.js';
import type { StagePlan } from './plan.js';
import { Queue } from './queue.js';

/** One stage within one run: who waits there, and who goes first. */
export class Level {
  /** How many more attempts may be open, at work or not. */
  free: number;

  protected readonly concurrency: number;
  /** Branches that have not started. */
  private readonly waiting = new Queue<Branch>();
  /** Attempts whose iterator waits to be pulled: that is work, and takes a slot. */
  private readonly suspended = new Queue<Attempt>();
  /** Lists of attempts with elements left: handing those out is no work. */
  private readonly listing = new Queue<Lists>();
  private inners: Subject<InputSubscriber> | undefined = undefined;

  constructor(
    readonly run: Dispatcher,
    readonly stage: StagePlan,
    /** Where its emissions go on to. */
    readonly next: Level | undefined,
  ) {
    this.free = this.concurrency = stage.concurrency ?? run.plan.concurrency;
  }

  /** How many branches wait. */
  get queued(): number {
    return this.waiting.length;
  }

  /** How many branches could start now, going by the slots that are free. */
  get room(): number {
    return this.blocked ? 0 : Math.min(this.free, this.run.free);
  }

  /** Whether one more root could start now. */
  get hungry(): boolean {
    return this.room > 0;
  }

  /** All that are not open. */
  get idlers(): Iterable<Branch> {
    return this.waiting.drain();
  }

  create(parent: Branch | undefined, input: unknown, index: number): void {
    const branch = new Branch(this, parent, input, index);
    this.waiting.push(branch);
    this.run.created(branch);
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

  /** An attempt begins to work, or goes on. */
  engage(_attempt: Attempt): void {
    this.run.free--;
  }

  /** An attempt works no more: it has ended or is suspended. */
  disengage(_attempt: Attempt): void {
    this.run.free++;
  }

  /** An attempt waits to be pulled. */
  suspend(attempt: Attempt): void {
    this.suspended.push(attempt);
  }

  /** A list waits to be handed out. */
  hand(lists: Lists): void {
    this.listing.push(lists);
  }

  /** An attempt has emitted. */
  pass({ branch }: Attempt, value: unknown): void {
    this.run.emit(branch, value);
  }

  /** An attempt has ended. */
  ended({ branch, failure }: Attempt): void {
    this.run.close(branch, failure);
  }

  /** An attempt has ended with its run. */
  dropped(_attempt: Attempt): void {
    // It held nothing that is not the run's own.
  }

  /** A branch has ended. */
  forget(_branch: Branch): void {
    // It is in no queue any more.
  }

  /** Takes out a root that waits: the oldest, or the newest. */
  drop(newest: boolean): Branch | undefined {
    return newest ? this.waiting.pop() : this.waiting.shift();
  }

  /** A limit offers a turn. */
  turn(_limit: Limit): void {
    // No limit holds anybody up here.
  }

  /** Whether a limit holds anybody up. */
  waitsFor(_limit: Limit): boolean {
    return false;
  }

  /** The run is over. */
  cancel(): void {
    // Nothing is left but the branches, which are told.
  }

  /** Expands an Observable; what that takes is made when the first one comes, for most stages give promises. */
  expand(inner: InputSubscriber): void {
    (this.inners ??= expansion(this.concurrency, this.run)).next(inner);
  }

  /** Whether as many branches wait before the next stage as may. */
  protected get blocked(): boolean {
    return this.next !== undefined && this.next.queued >= this.run.plan.highWaterMark;
  }
}
