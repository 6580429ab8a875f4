import type { SchedulerLike, Subscription } from 'rxjs';
import { LONGEST_TIMER } from '../check.js';

/**
 * The time by a scheduler, except that it never goes back: a computer's clock may be set back while something waits, and virtual time begins anew with each test. It
 * stands still then, until the scheduler's clock or a timer says that time has passed: a timer waits as long as it was told to, whatever the clock shows.
 */
export class Clock {
  readonly #scheduler: SchedulerLike;
  /** The latest time that it has told. */
  #latest = -Infinity;
  /** By how much it is ahead of its scheduler. */
  #ahead = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** The time in ms. */
  now(): number {
    const now = this.#scheduler.now() + this.#ahead;
    if (now < this.#latest) this.#ahead += this.#latest - now;
    else this.#latest = now;
    return this.#latest;
  }

  /** Calls `work` at a time, at once if that is over, or as late as a timer can be set. */
  schedule(at: number, work: () => void): Subscription {
    const now = this.now();
    const ms = Math.min(Math.max(at - now, 0), LONGEST_TIMER);
    const set = this.#scheduler.now();
    return this.#scheduler.schedule(() => {
      if (this.#scheduler.now() < set) this.#latest = Math.max(this.#latest, now + ms);
      work();
    }, ms);
  }
}
