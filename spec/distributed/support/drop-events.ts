import { QueueEvents } from 'bullmq';
import { seeded } from '../../../src/testing/seeded';

/** How many events have been seen and dropped. */
export interface Dropped {
  seen: number;
  dropped: number;
  restore(): void;
}

/**
 * Drops the events that say that a job has ended, in this process.
 *
 * @param rate - from 0, none, to 1, all
 */
export function dropEvents(rate: number, seed: number): Dropped {
  const random = seeded(seed);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
  const { emit } = QueueEvents.prototype;
  const dropped: Dropped = {
    seen: 0,
    dropped: 0,
    restore() {
      QueueEvents.prototype.emit = emit;
    },
  };
  QueueEvents.prototype.emit = function (this: QueueEvents, event: string, ...args: unknown[]) {
    if (event === 'completed' || event === 'failed') {
      if (random() < rate) {
        dropped.dropped++;
        return true;
      }
      dropped.seen++;
    }
    return emit.call(this, event as never, ...(args as never));
  };
  return dropped;
}
