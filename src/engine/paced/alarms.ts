import type { Subscription } from 'rxjs';
import type { Clock } from '../../policies/clock.js';
import { enter, type AsyncContext } from '../async-context.js';
import type { Placed } from './heap.js';
import { Line } from './line.js';

/** What an alarm is for: it rings in the async context of that. */
interface InContext {
  readonly context: AsyncContext | undefined;
}

/** Something to be done at a time, unless it is cleared before. */
export class Alarm<T extends InContext = never> implements Placed {
  place = -1;

  constructor(
    readonly at: number,
    readonly sequence: number,
    /** What is to be done, and with what: one function for many alarms. */
    readonly ring: (target: T) => void,
    readonly target: T,
  ) {}
}

/** All that one run has to do at some time, by one timer. */
export class Alarms {
  private readonly alarms = new Line<Alarm>((one, other) => one.at < other.at || (one.at === other.at && one.sequence < other.sequence));
  private sequence = 0;
  private timer: Subscription | undefined = undefined;
  private timerAt = Infinity;
  private cancelled = false;

  constructor(private readonly clock: Clock) {}

  /** @param at - by the run's clock; `Infinity` is never */
  set<T extends InContext>(at: number, ring: (target: T) => void, target: T): Alarm {
    const alarm = new Alarm(at, this.sequence++, ring, target) as unknown as Alarm;
    if (at === Infinity || this.cancelled) return alarm;
    this.alarms.add(alarm);
    if (at < this.timerAt) this.schedule(at);
    return alarm;
  }

  /** Clears an alarm, whether it has rung or not. */
  clear(alarm: Alarm | undefined): void {
    if (alarm === undefined || alarm.place < 0) return;
    this.alarms.delete(alarm);
    alarm.place = -1;
  }

  /** Whether it rings at this moment, if it has not rung yet. */
  isDue(alarm: Alarm | undefined): boolean {
    return alarm !== undefined && alarm.at <= this.clock.now();
  }

  /** Nothing rings any more. */
  cancel(): void {
    this.cancelled = true;
    this.timer?.unsubscribe();
  }

  private schedule(at: number): void {
    this.timer?.unsubscribe();
    this.timerAt = at;
    // Whatever else is to happen at that time goes first, so that an answer wins over its timeout: it may have been scheduled after this timer.
    this.timer = this.clock.schedule(at, () => {
      this.timer = this.clock.schedule(at, () => {
        this.ring();
      });
    });
  }

  /** Rings all whose time has come; one that throws leaves the others to ring next. */
  private ring(): void {
    const now = this.clock.now();
    // Nobody who is called sets the timer meanwhile.
    this.timerAt = -Infinity;
    try {
      for (let first; !this.cancelled && (first = this.alarms.first) !== undefined && first.at <= now;) {
        this.clear(first);
        enter((first.target as InContext).context, first.ring, first.target);
      }
    } finally {
      this.timerAt = Infinity;
      if (!this.cancelled && this.alarms.first !== undefined) this.schedule(this.alarms.first.at);
    }
  }
}
