import type { SchedulerLike, Subscription } from 'rxjs';
import { Clock } from '../policies/clock.js';
import { enter, type AsyncContext } from './async-context.js';
import { PriorityQueue, type Positioned } from './queue/priority-queue.js';

/** The target of a timer, which fires in its async context. */
interface InContext {
  readonly context: AsyncContext | undefined;
}

/** A callback at a time, unless it is cleared first. */
export class Timer implements Positioned {
  position = -1;

  constructor(
    readonly at: number,
    readonly sequence: number,
    readonly fire: (target: never) => void,
    readonly target: InContext,
  ) {}
}

/** All timers of one run, on one timer of its scheduler. */
export class Timers {
  private readonly timers = new PriorityQueue<Timer>((one, other) => one.at < other.at || (one.at === other.at && one.sequence < other.sequence));
  private readonly clock: Clock;
  private sequence = 0;
  private scheduled: Subscription | undefined = undefined;
  private scheduledAt = Infinity;
  private isCancelled = false;

  constructor(scheduler: SchedulerLike) {
    this.clock = new Clock(scheduler);
  }

  /** The time of the run's clock. */
  now(): number {
    return this.clock.now();
  }

  /** Whether any will fire. */
  get areSet(): boolean {
    return this.timers.size > 0;
  }

  /** Calls `fire` after `ms`; `Infinity` means never. */
  set<T extends InContext>(ms: number, fire: (target: T) => void, target: T): Timer {
    const at = this.now() + ms;
    const timer = new Timer(at, this.sequence++, fire, target);
    if (at === Infinity || this.isCancelled) return timer;
    this.timers.add(timer);
    if (at < this.scheduledAt) this.schedule(at);
    return timer;
  }

  /** Clears a timer, whether it has fired or not. */
  clear(timer: Timer | undefined): void {
    if (timer === undefined || timer.position < 0) return;
    this.timers.delete(timer);
    timer.position = -1;
  }

  /** Clears all timers. */
  cancel(): void {
    this.isCancelled = true;
    this.scheduled?.unsubscribe();
  }

  private schedule(at: number): void {
    this.scheduled?.unsubscribe();
    this.scheduledAt = at;
    // Everything else at that time goes first, so that an answer wins over its timeout: it may have
    // been scheduled after this timer.
    this.scheduled = this.clock.schedule(at, () => {
      this.scheduled = this.clock.schedule(at, () => {
        this.fire();
      });
    });
  }

  /** Fires all timers that are due. If one throws, the others fire next. */
  private fire(): void {
    const now = this.clock.now();
    // A callback schedules nothing meanwhile.
    this.scheduledAt = -Infinity;
    try {
      for (let first; !this.isCancelled && (first = this.timers.first) !== undefined && first.at <= now;) {
        this.clear(first);
        enter(first.target.context, first.fire as (target: InContext) => void, first.target);
      }
    } finally {
      this.scheduledAt = Infinity;
      if (!this.isCancelled && this.timers.first !== undefined) this.schedule(this.timers.first.at);
    }
  }
}
