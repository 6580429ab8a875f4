import { Subscriber } from 'rxjs';
import type { PullSink } from './drive.js';

/** Subscribes a sink to an Observable. It can be closed while the Observable still is being subscribed to. */
export class SinkSubscriber extends Subscriber<unknown> {
  constructor(protected readonly sink: Omit<PullSink, 'ready'>) {
    super();
  }

  protected override _next(value: unknown): void {
    this.sink.value(value);
  }

  protected override _error(reason: unknown): void {
    this.unsubscribe();
    this.sink.fail(reason);
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.sink.complete();
  }
}
