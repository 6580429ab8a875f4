import type { Observable, Observer } from 'rxjs';
import type { AsyncContext } from '../async-context.js';

/**
 * Receives what is pulled: any number of values, then one end. After the end or a cancellation, it
 * ignores the rest.
 */
export interface PullObserver extends Observer<unknown> {
  /** The name of the input in messages. */
  readonly title: string;
  /** The async context in which it is called. */
  readonly context: AsyncContext | undefined;
  /**
   * Makes calls of the input's code, unless they are direct. Results arrive in another async
   * context.
   */
  readonly caller?: (<R>(call: () => R) => R) | undefined;
  /** The input waits to be pulled. */
  ready(): void;
}

/** Receives what an input emits, whatever kind of input it is. */
export interface InputObserver extends PullObserver {
  /** Receives the only value of a promise, and its end. */
  resolve(value: unknown): void;
  /**
   * Receives a value of an Observable. `isLate` after the subscription: then it arrives in an
   * unknown async context.
   */
  push(value: unknown, isLate: boolean): void;
  /** An Observable goes on after it has been subscribed to. */
  expand?(inner: InnerStream): void;
}

/**
 * Drives an input. An Observable pushes. The others wait for the first `pull`, and after each value
 * until they are pulled again.
 */
export interface InputSource {
  start(): void;
  /** Requests one more value, which may arrive now or later. */
  pull(): void;
  /**
   * Stops the input permanently, with `return()` if it has one. Whatever it still does is ignored.
   */
  cancel(): void;
}

/** An Observable that a `mergeMap` expands. */
export interface InnerStream {
  readonly observer: InputObserver;
  readonly stream: Observable<InnerStream>;
  /** Its latest value. */
  readonly latest: unknown;
  streams: InnerStreams | undefined;
  /** It has ended. */
  leave(): void;
}

/** Some inner streams of one stage, as each of them sees them. */
export interface InnerStreams {
  leave(): void;
}
