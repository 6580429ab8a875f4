import { VirtualTimeScheduler } from 'rxjs';

/**
 * What a clock shows.
 *
 * @param frame - when the latest timer has rung
 * @param reading - how often the clock has been read since, from 0
 */
export type Reading = (frame: number, reading: number) => number;

/**
 * A clock that lags behind the timers until it has been read so many times: a timer of 10 ms rings,
 * and it shows 9.9 first.
 */
export function late(times: number, lag = 0.1): Reading {
  return (frame, reading) => (reading < times ? frame - lag : frame);
}

/** A clock that goes on by so many ms with each reading. */
export function ticking(ms: number): Reading {
  return (frame, reading) => frame + reading * ms;
}

/**
 * Virtual time whose clock goes on between two readings within one turn, as a real one does. Timers
 * wait for their time from the frame in which they are set, whatever
 * the clock shows then, as those of Node do; the clock never goes back.
 */
export class TickingScheduler extends VirtualTimeScheduler {
  private shown = -Infinity;
  private readings = 0;

  constructor(read: Reading) {
    super();
    this.now = () => (this.shown = Math.max(this.shown, read(this.frame, this.readings++)));
  }

  override flush(): void {
    for (let next = this.actions[0]; next !== undefined && next.delay <= this.maxFrames; next = this.actions[0]) {
      this.actions.shift();
      if (next.delay > this.frame) this.readings = 0;
      this.frame = next.delay;
      const error: unknown = next.execute(next.state, next.delay);
      if (error !== undefined) throw error;
    }
  }
}
