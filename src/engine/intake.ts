import type { Observable } from 'rxjs';
import { drive, kindOf, type Driver, type Sink } from './drive.js';

/** A failure, boxed: the reason itself may be `undefined`. */
export interface Failure {
  readonly reason: unknown;
}

/** Takes what an input gives, whoever drives it: the source is one, and so is every attempt. */
export abstract class Intake implements Sink {
  /** Whether the input waits to be pulled. */
  idle = false;
  /** Whether nothing more is taken: the input has ended, or was stopped. */
  finished = false;
  /** Why it ended, unless it completed. */
  failure: Failure | undefined = undefined;

  private driver: Driver | undefined = undefined;

  /** Asks the input for one more value. */
  pull(): void {
    this.idle = false;
    this.driver?.pull();
  }

  complete(): void {
    this.finish(undefined);
  }

  fail(reason: unknown): void {
    this.finish({ reason });
  }

  abstract value(value: unknown): void;
  abstract ready(): void;
  abstract subscribeTo(input: Observable<unknown>): void;
  protected abstract finish(failure: Failure | undefined): void;

  /** Begins to take the input that `make` makes. */
  protected take(make: () => unknown): void {
    try {
      const input = make();
      // Stopped by who made it: of all that it may be only a promise has begun, and it must not reject unheard.
      if (this.finished && kindOf(input) !== 'promise') return;
      this.driver = drive(input, this);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (this.driver === undefined) return;
    if (this.finished) this.driver.cancel();
    else this.ready();
  }

  /** Stops an input that is pulled. */
  protected stopPulling(): void {
    this.driver?.cancel();
  }
}
