import type { Observable } from 'rxjs';
import type { Dispatcher } from './dispatcher.js';
import { Intake, type Failure } from './intake.js';
import { SinkSubscriber } from './sink-subscriber.js';

/** Where the roots come from. */
export class Source extends Intake {
  private readonly subscriber = new SinkSubscriber(this);

  constructor(private readonly dispatcher: Dispatcher) {
    super();
  }

  open(input: unknown): void {
    this.take(() => input);
  }

  /** Takes nothing more from it, and tells it so. */
  stop(failure?: Failure): void {
    if (this.finished) return;
    this.finished = true;
    this.idle = false;
    this.failure = failure;
    this.stopPulling();
    this.subscriber.unsubscribe();
  }

  subscribeTo(input: Observable<unknown>): void {
    input.subscribe(this.subscriber);
  }

  value(value: unknown): void {
    if (!this.finished) this.dispatcher.root(value);
  }

  ready(): void {
    this.idle = true;
    this.dispatcher.wake();
  }

  protected finish(failure: Failure | undefined): void {
    if (this.finished) return;
    this.finished = true;
    this.failure = failure;
    this.dispatcher.wake();
  }
}
