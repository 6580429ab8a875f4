import { Observable, type Subscriber } from 'rxjs';
import { SinkSubscriber } from './sink-subscriber.js';

/**
 * Subscribes to an attempt's Observable. Its values go to the attempt; its end goes through the stage's `mergeMap`, unless it comes while the
 * input is still being subscribed to: then there is nothing left to expand.
 */
export class InnerSubscriber extends SinkSubscriber {
  private expanded: Subscriber<never> | undefined;

  /** The inner stream as `mergeMap` sees it: no values, and the end of the input. */
  get stream(): Observable<never> {
    return new Observable((subscriber) => {
      this.expanded = subscriber;
      return this;
    });
  }

  /** Unsubscribes from the input and ends the inner stream, which would keep its slot in `mergeMap` otherwise. */
  stop(): void {
    this.unsubscribe();
    this.expanded?.complete();
  }

  /** Ends the inner stream, then tells the attempt that it failed. */
  fail(reason: unknown): void {
    this.stop();
    this.sink.fail(reason);
  }

  protected override _error(reason: unknown): void {
    this.unsubscribe();
    if (this.expanded === undefined) this.fail(reason);
    else this.expanded.error(reason);
  }

  protected override _complete(): void {
    this.stop();
    this.sink.complete();
  }
}
