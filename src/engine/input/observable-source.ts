import { Observable, Subscriber } from 'rxjs';
import { reportUnhandled } from '../../policies/report-unhandled.js';
import { assume, enter, restore, UNKNOWN } from '../async-context.js';
import type { InputObserver, InputSource, InnerStream, InnerStreams } from './types.js';

function relay(source: ObservableSource, value: unknown): void {
  source.relay(value);
}

function fail(source: ObservableSource, reason: unknown): void {
  source.fail(reason);
}

function end(source: ObservableSource): void {
  source.end();
}

/**
 * Drives an Observable. It pushes, and can be closed while it is being subscribed to.
 *
 * For an attempt it is an inner stream of its stage. Values, end and failure after the subscription
 * go through the stage's `mergeMap`. Those during the subscription go straight to the attempt: most
 * Observables that emit then also end then, and that costs a sixth of an inner stream.
 */
export class ObservableSource extends Subscriber<unknown> implements InputSource, InnerStream {
  /** Where it is expanded, if it is. */
  streams: InnerStreams | undefined = undefined;
  latest: unknown = undefined;
  private isLate = false;
  private inner: Subscriber<InnerStream> | undefined = undefined;

  constructor(
    private readonly input: Observable<unknown>,
    readonly observer: InputObserver,
  ) {
    super();
  }

  /** Emits itself for each new `latest` value, and completes with it. */
  get stream(): Observable<InnerStream> {
    return new Observable((subscriber) => {
      this.inner = subscriber;
    });
  }

  start(): void {
    const { caller } = this.observer;
    try {
      if (caller === undefined) this.input.subscribe(this);
      else {
        // Values during the subscription arrive in the context of the caller, and are not handled
        // there.
        this.isLate = true;
        caller(() => this.input.subscribe(this));
      }
    } catch (error) {
      // It was closed while it was being subscribed to, and its teardown throws at once.
      if (!this.closed) throw error;
      reportUnhandled(error);
    }
    this.isLate = true;
    if (!this.closed) this.observer.expand?.(this);
  }

  pull(): void {
    // An Observable is not pulled: it pushes.
  }

  /**
   * Unsubscribes from the input and ends the inner stream, which would otherwise keep its slot in
   * `mergeMap`.
   */
  cancel(): void {
    try {
      this.unsubscribe();
    } finally {
      this.inner?.complete();
      this.leave();
    }
  }

  /** The inner stream has ended. */
  leave(): void {
    const { streams } = this;
    this.streams = undefined;
    streams?.leave();
  }

  relay(value: unknown): void {
    this.latest = value;
    this.inner?.next(this);
  }

  /** Unsubscribes from the input, and passes its failure on. */
  fail(reason: unknown): void {
    try {
      this.unsubscribe();
    } finally {
      (this.inner ?? this.observer).error(reason);
    }
  }

  /**
   * Unsubscribes from the input, and passes its end on. The attempt learns of it when `mergeMap`
   * has a slot again.
   */
  end(): void {
    try {
      this.cancel();
    } finally {
      this.observer.complete();
    }
  }

  protected override _next(value: unknown): void {
    if (this.inner === undefined) this.observer.push(value, this.isLate);
    else enter(this.observer.context, relay, this, value);
  }

  protected override _error(reason: unknown): void {
    this.inContext(fail, reason);
  }

  protected override _complete(): void {
    this.inContext(end, undefined);
  }

  /**
   * During the subscription, user code may have changed the async context, which only its own
   * branch may see.
   */
  private inContext<A>(work: (source: ObservableSource, argument: A) => void, argument: A): void {
    if (this.isLate) {
      enter(this.observer.context, work, this, argument);
      return;
    }
    const before = assume(UNKNOWN);
    try {
      work(this, argument);
    } finally {
      restore(before);
    }
  }
}
