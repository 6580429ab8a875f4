import { VirtualTimeScheduler, type Subscription } from 'rxjs';

/** Virtual time: it goes on only when told to, from one frame where something is due to the next. */
export class Clock {
  readonly scheduler = new VirtualTimeScheduler();

  get now(): number {
    return this.scheduler.now();
  }

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

  /** Does all that is due at the next frame. @returns whether there was any */
  tick(): boolean {
    const next = this.scheduler.actions[0];
    if (next === undefined) return false;
    this.scheduler.maxFrames = next.delay;
    this.scheduler.flush();
    return true;
  }
}
