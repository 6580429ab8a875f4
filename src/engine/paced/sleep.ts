import type { SchedulerLike, Subscription } from 'rxjs';
import { LONGEST_TIMER } from '../../check.js';
import type { Place } from './paced-branch.js';

/** A wait of any length, `Infinity` included: a long one takes several timers. */
export class Sleep implements Place {
  #timer: Subscription | undefined = undefined;
  #ms: number | undefined = undefined;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly over: () => void,
  ) {}

  /** Starts the wait. If it has started with the same length before, it goes on. */
  begin(ms: number): void {
    if (ms === this.#ms) return;
    this.delete();
    this.#ms = ms;
    this.#wait(ms);
  }

  /** Ends the wait. */
  delete(): void {
    this.#timer?.unsubscribe();
  }

  #wait(left: number): void {
    if (left === Infinity) return;
    const ms = Math.min(left, LONGEST_TIMER);
    this.#timer = this.scheduler.schedule(() => {
      if (left > ms) this.#wait(left - ms);
      else this.over();
    }, ms);
  }
}
