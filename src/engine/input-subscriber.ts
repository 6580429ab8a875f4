import { Observable, Subscriber } from 'rxjs';
import { enter } from './async-context.js';
import type { Driver, Sink } from './drive.js';
import type { Lane } from './expansion.js';
import { reportUnhandled } from '../policies/report-unhandled.js';

function takeError(inner: InputSubscriber, reason: unknown): void {
  inner.fail(reason);
}

function takeComplete(inner: InputSubscriber): void {
  inner.end();
}

/**
 * Drives an Observable, which pushes; it can be closed while it still is being subscribed to. An attempt's Observable is expanded: its values go to
 * the attempt, its end goes through the stage's `mergeMap`, unless it comes while it is being subscribed to: then there is nothing left to expand.
 */
export class InputSubscriber extends Subscriber<unknown> implements Driver {
  /** Where it is expanded, if it is. */
  lane: Lane | undefined = undefined;
  /** Whether it may be called in any async context: not while it is subscribed to the input. */
  private isForeign = false;
  private expanded: Subscriber<never> | undefined = undefined;

  constructor(
    private readonly input: Observable<unknown>,
    readonly sink: Sink,
  ) {
    super();
  }

  /** The inner stream as `mergeMap` sees it: no values, and the end of the input. When its run ends, all attempts are cancelled before `mergeMap` is. */
  get stream(): Observable<never> {
    return new Observable((subscriber) => {
      this.expanded = subscriber;
    });
  }

  start(): void {
    try {
      this.input.subscribe(this);
    } catch (error) {
      // It was closed while it was being subscribed to, and its teardown throws at once.
      if (!this.closed) throw error;
      reportUnhandled(error);
    }
    this.isForeign = true;
    if (!this.closed) this.sink.expand?.(this);
  }

  pull(): void {
    // Nobody asks an Observable: it pushes.
  }

  /** Unsubscribes from the input and ends the inner stream, which would keep its slot in `mergeMap` otherwise. */
  cancel(): void {
    try {
      this.unsubscribe();
    } finally {
      this.expanded?.complete();
      this.leave();
    }
  }

  /** Its inner stream has ended. */
  leave(): void {
    const { lane } = this;
    this.lane = undefined;
    lane?.leave();
  }

  protected override _next(value: unknown): void {
    if (this.isForeign) this.sink.push(value);
    else this.sink.next(value);
  }

  protected override _error(reason: unknown): void {
    if (this.isForeign) enter(this.sink.context, takeError, this, reason);
    else this.fail(reason);
  }

  protected override _complete(): void {
    if (this.isForeign) enter(this.sink.context, takeComplete, this);
    else this.end();
  }

  /** Unsubscribes from the input, and passes its failure on. */
  fail(reason: unknown): void {
    try {
      this.unsubscribe();
    } finally {
      (this.expanded ?? this.sink).error(reason);
    }
  }

  /** Unsubscribes from the input, and passes its end on. */
  end(): void {
    try {
      this.cancel();
    } finally {
      this.sink.complete();
    }
  }
}
