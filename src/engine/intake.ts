import { enter, type AsyncContext } from './async-context.js';
import { drive, type Driver, type Sink } from './drive.js';

/** A failure, boxed: the reason itself may be `undefined`. */
export interface Failure {
  readonly reason: unknown;
}

function next(intake: Intake, value: unknown): void {
  intake.next(value);
}

/** Takes what an input gives, whoever drives it: the source is one, and so is every attempt. */
export abstract class Intake implements Sink {
  /** Whether the input works: it is subscribed, or a promise or a `next()` of it is pending. */
  working = true;
  /** Whether nothing more is taken: the input has ended, or was stopped. */
  finished = false;
  /** Why it ended, unless it completed. */
  failure: Failure | undefined = undefined;

  abstract readonly title: string;

  protected driver: Driver | undefined = undefined;

  /** Begins to take the input; if it was stopped by who made it, it is told so. */
  open(): void {
    try {
      this.driver = drive(this.input(), this);
      if (this.finished) this.driver?.cancel();
      else this.driver?.start();
    } catch (reason) {
      this.error(reason);
    }
  }

  /** Asks the input for one more value. */
  pull(): void {
    this.working = true;
    this.driver?.pull();
  }

  push(value: unknown): void {
    enter(this.context, next, this, value);
  }

  answer(value: unknown): void {
    this.next(value);
    this.complete();
  }

  complete(): void {
    this.finish(undefined);
  }

  error(reason: unknown): void {
    this.finish({ reason });
  }

  abstract get context(): AsyncContext | undefined;
  abstract next(value: unknown): void;
  /** The input does nothing for now: it waits to be pulled, or has ended. */
  abstract rest(): void;
  protected abstract input(): unknown;

  private finish(failure: Failure | undefined): void {
    if (this.finished) return;
    this.finished = true;
    this.failure = failure;
    this.rest();
  }
}
