import { VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';

/** The time of a world. */
export abstract class Clock {
  /**
   * @param scheduler - shows the time: to each run, limit and cache alike
   * @param slack - by how many frames what it shows may be wrong
   */
  constructor(
    readonly scheduler: SchedulerLike,
    readonly slack: number,
  ) {}

  /** The frame. Asking for it is no reading of the clock. */
  abstract get now(): number;

  /** Does all that is due at the next frame. @returns whether there was any */
  abstract tick(): boolean;

  after(frames: number, work: () => void): Subscription {
    return this.scheduler.schedule(work, frames);
  }

  /** @returns a promise that resolves then; already resolved after no frames */
  sleep(frames: number): Promise<void> {
    return frames === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.after(frames, resolve);
        });
  }
}

/**
 * Virtual time: it goes on only when told to, from one frame where something is due to the next.
 */
export class VirtualClock extends Clock {
  constructor(
    override readonly scheduler = new VirtualTimeScheduler(),
    slack = 0,
  ) {
    super(scheduler, slack);
  }

  get now(): number {
    return this.scheduler.frame;
  }

  tick(): boolean {
    const next = this.scheduler.actions[0];
    if (next === undefined) return false;
    this.scheduler.maxFrames = next.delay;
    this.scheduler.flush();
    return true;
  }
}
