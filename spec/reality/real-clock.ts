import { asyncScheduler } from 'rxjs';
import { Clock } from '../properties/clock';

/**
 * Real time, a frame being a ms: it goes on by itself, and timers come late by as much as the
 * machine has other things to do.
 */
export class RealClock extends Clock {
  private readonly start = Date.now();

  constructor() {
    super(asyncScheduler, Infinity);
  }

  get now(): number {
    return Date.now() - this.start;
  }

  tick(): boolean {
    return false;
  }
}
