import { Subscriber, type Observable } from 'rxjs';
import type { Failure } from './attempt.js';
import type { Dispatcher } from './dispatcher.js';
import { drive, type Driver, type Sink } from './drive.js';

/** Where the roots come from. */
export class Source implements Sink {
  /** Whether it waits to be pulled for the next root. */
  idle = false;
  /** Whether nothing more is taken from it. */
  ended = false;
  /** Why it ended, unless it completed: passed on when all that it gave has ended. */
  failure: Failure | undefined;

  private iterator: Driver | undefined;
  private subscriber: Subscriber<unknown> | undefined;

  constructor(private readonly dispatcher: Dispatcher) {}

  open(input: unknown): void {
    try {
      this.iterator = drive(input, this);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (this.iterator === undefined) return;
    if (this.ended) this.iterator.cancel();
    else this.ready();
  }

  pull(): void {
    this.idle = false;
    this.iterator?.pull();
  }

  /** Takes nothing more from it, and tells it so. */
  stop(failure?: Failure): void {
    if (this.ended) return;
    this.ended = true;
    this.idle = false;
    this.failure = failure;
    this.iterator?.cancel();
    this.subscriber?.unsubscribe();
  }

  subscribeTo(input: Observable<unknown>): void {
    this.subscriber = new SourceSubscriber(this);
    input.subscribe(this.subscriber);
  }

  value(value: unknown): void {
    if (!this.ended) this.dispatcher.root(value);
  }

  ready(): void {
    const outermost = this.dispatcher.enter();
    this.idle = true;
    if (outermost) this.dispatcher.leave();
  }

  complete(): void {
    this.end(undefined);
  }

  fail(reason: unknown): void {
    this.end({ reason });
  }

  private end(failure: Failure | undefined): void {
    if (this.ended) return;
    const outermost = this.dispatcher.enter();
    this.ended = true;
    this.failure = failure;
    if (outermost) this.dispatcher.leave();
  }
}

/** A subscriber of its own, so that a source that emits while it is being subscribed can be stopped. */
class SourceSubscriber extends Subscriber<unknown> {
  constructor(private readonly source: Source) {
    super();
  }

  protected override _next(value: unknown): void {
    this.source.value(value);
  }

  protected override _error(reason: unknown): void {
    this.unsubscribe();
    this.source.fail(reason);
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.source.complete();
  }
}
