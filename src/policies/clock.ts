import type { SchedulerLike, Subscription } from 'rxjs';
import { LONGEST_TIMER } from '../check.js';

/**
 * A scheduler's time, made safe to wait by. It never goes back. A timer that has fired counts as on
 * time, whatever the scheduler's clock shows: a computer's clock may be set back, virtual time
 * restarts with each test, and fake timers may fire while `Date.now` stands still.
 */
export class Clock {
  readonly #scheduler: SchedulerLike;
  /** The last reading of the scheduler's clock, and by how much it has been set back in total. */
  #shown = -Infinity;
  #setBack = 0;
  /** The latest time that was read, or that a timer has reached. */
  #latest = -Infinity;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** The time in ms. */
  now(): number {
    const shown = this.#scheduler.now();
    if (shown < this.#shown) this.#setBack += this.#shown - shown;
    this.#shown = shown;
    return this.#reach(shown + this.#setBack);
  }

  /**
   * Calls `work` at a time, never synchronously. If the time is farther away than timers can wait,
   * it is called after the longest delay that they can.
   */
  schedule(at: number, work: () => void): Subscription {
    const now = this.now();
    const ms = Math.min(Math.max(at - now, 0), LONGEST_TIMER);
    return this.#scheduler.schedule(() => {
      this.#reach(Math.min(at, now + LONGEST_TIMER));
      work();
    }, ms);
  }

  #reach(time: number): number {
    if (time > this.#latest) this.#latest = time;
    return this.#latest;
  }
}
