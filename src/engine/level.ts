import { enter, isCurrent, type AsyncContext } from './async-context.js';
import type { Limit } from '../policies/limits/limit.js';
import type { Attempt } from './attempt.js';
import type { AttemptOwner } from './attempt-context.js';
import { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import { Expansion } from './expansion.js';
import type { InputSubscriber } from './input-subscriber.js';
import type { StagePlan } from './plan.js';
import { Queue } from './queue.js';

/** What an attempt has been given and hands out, one by one. */
export interface Handing {
  readonly branch: Branch;
  pull(): void;
}

function pullNow(handing: Handing): void {
  handing.pull();
}

/** Hands one more out, in the async context of its branch. */
export function pull(handing: Handing): void {
  const { context } = handing.branch;
  if (isCurrent(context)) handing.pull();
  else enter(context, pullNow, handing);
}

/** One stage within one run: who waits there, and who goes first. */
export class Level {
  /** How many more attempts may be open, at work or not. */
  free: number;

  protected readonly concurrency: number;
  private readonly highWaterMark: number;
  /** Branches that have not started. */
  protected readonly waiting = new Queue<Branch>();
  /** Attempts whose iterator waits to be pulled: that is work, and takes a slot. */
  protected readonly suspended = new Queue<Attempt>();
  /** Lists of attempts with elements left: handing those out is no work. */
  private readonly listing = new Queue<Handing>();
  private expansion: Expansion | undefined = undefined;

  constructor(
    readonly run: Dispatcher,
    readonly stage: StagePlan,
    /** Where its emissions go on to. */
    readonly next: Level | undefined,
  ) {
    this.highWaterMark = run.plan.highWaterMark;
    this.free = this.concurrency = stage.concurrency;
  }

  /* What a stage with policies does beside, or instead. */

  /** Whether it shares anything with other runs: a limit, or work. */
  readonly shares: boolean | undefined;

  /** An attempt begins to work, or goes on. */
  engage?(attempt: Attempt): void;
  /** An attempt works no more: it has ended or is suspended. */
  disengage?(attempt: Attempt): void;
  /** A branch has something to emit. */
  pass?(owner: AttemptOwner, value: unknown): void;
  /** An attempt has ended. */
  ended?(attempt: Attempt): void;
  /** An attempt is cancelled with its run. */
  drop?(attempt: Attempt): void;
  /** A branch is about to end. */
  close?(branch: Branch): void;
  /** A limit offers a turn. */
  turn?(limit: Limit): void;
  /** Whether a limit holds anybody up. */
  waitsFor?(limit: Limit): boolean;
  /** The run is cancelled. */
  cancel?(): void;

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

  /** @returns the branch, unless there is none to be */
  create(parent: Branch | undefined, input: unknown, index: number, context = parent?.context): Branch | undefined {
    const branch = this.branch(parent, input, index, context);
    this.waiting.push(branch);
    this.run.created(branch);
    return branch;
  }

  /** Starts, or goes on with, the one thing that comes first here. @returns whether there was any */
  step(): boolean {
    if (this.blocked) return false;
    const { run } = this;
    if (this.handOut()) return true;
    if (run.free <= 0) return false;
    if (this.suspended.length > 0) pull(this.suspended.shift() as Attempt);
    else if (this.free > 0 && this.waiting.length > 0) run.start(this.waiting.shift() as Branch);
    else return false;
    return true;
  }

  /** An attempt waits to be pulled. */
  suspend(attempt: Attempt): void {
    this.suspended.push(attempt);
  }

  /** A list waits to be handed out. */
  hand(handing: Handing): void {
    this.listing.push(handing);
  }

  /** Takes out a root that waits: the oldest, or the one that has just come. */
  overflow(_newest: Branch, isNewest: boolean): Branch | undefined {
    return isNewest ? this.waiting.pop() : this.waiting.shift();
  }

  /** Expands an Observable; what that takes is made when the first one comes, for most stages give promises. */
  expand(inner: InputSubscriber): void {
    (this.expansion ??= new Expansion(this.concurrency, this.run)).add(inner);
  }

  /** Makes a branch. */
  protected branch(parent: Branch | undefined, input: unknown, index: number, context: AsyncContext | undefined): Branch {
    return new Branch(this, parent, input, index, context);
  }

  /** Hands out one element of the list that comes first. @returns whether there was any */
  protected handOut(): boolean {
    if (this.listing.length === 0) return false;
    pull(this.listing.shift() as Handing);
    return true;
  }

  /** Whether as many branches wait before the next stage as may. */
  protected get blocked(): boolean {
    return this.next !== undefined && this.next.queued >= this.highWaterMark;
  }
}
