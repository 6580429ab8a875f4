import type { SchedulerLike, Subscription } from 'rxjs';
import { LONGEST_TIMER } from '../check.js';

/**
 * The time by a scheduler, made safe to wait by. It never goes back, and a timer that has waited its time
 * has waited, whatever the scheduler's clock shows: a computer's clock may be set back, virtual time begins
 * anew with each test, and fake timers may run while `Date.now` stands still.
 */
export class Clock {
  readonly #scheduler: SchedulerLike;
  /** What the scheduler's clock showed last, and by how much it has been set back in all. */
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

  /** Calls `work` at a time, never within this call; of what is later than timers can wait, after the longest wait. */
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
