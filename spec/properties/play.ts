import { Subscription } from 'rxjs';
import type { Clock } from './clock.js';
import type { Emission, Script } from './script.js';

/** Who hears a script being played. */
export interface Listener {
  readonly closed: boolean;
  emission(emission: Emission): void;
  /** The script is over, failed or not. */
  end(): void;
}

/** Plays a script as an Observable would: gaps of no frames are no gaps, so without any it is over before this returns. */
export function play({ emissions, gap }: Script, clock: Clock, listener: Listener): Subscription {
  const timers = new Subscription();
  const from = (start: number, waited: boolean): void => {
    for (let index = start; !listener.closed; index++) {
      const emission = emissions[index];
      const frames = emission === undefined ? gap : emission.gap;
      if (frames > 0 && !(waited && index === start)) {
        timers.add(
          clock.after(frames, () => {
            from(index, true);
          }),
        );
        return;
      }
      if (emission === undefined) {
        listener.end();
        return;
      }
      listener.emission(emission);
    }
  };
  from(0, false);
  return timers;
}
