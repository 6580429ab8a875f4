import type { Observable, Observer } from 'rxjs';
import type { AsyncContext } from '../async-context.js';

/** Receives what is pulled: any number of values, then one end. After its end, or once cancelled, it ignores the rest. */
export interface PullObserver extends Observer<unknown> {
  /** What the input is called in messages. */
  readonly title: string;
  /** The async context in which it is called. */
  readonly context: AsyncContext | undefined;
  /** Makes calls of the input's code, if that is not done directly. They come in another async context. */
  readonly caller?: (<R>(call: () => R) => R) | undefined;
  /** The input waits to be pulled. */
  ready(): void;
}

/** Receives what an input emits, whatever kind of input it is. */
export interface InputObserver extends PullObserver {
  /** Receives the only value of a promise, and its end. */
  resolve(value: unknown): void;
  /** Receives a value of an Observable: `isLate` once it has been subscribed to, when it comes in whatever async context. */
  push(value: unknown, isLate: boolean): void;
  /** An Observable goes on after it has been subscribed to. */
  expand?(inner: InnerStream): void;
}

/** Drives an input. An Observable pushes; the others wait for the first `pull`, and after each value until they are pulled again. */
export interface InputSource {
  start(): void;
  /** Asks for one more value, which may come at once or later. */
  pull(): void;
  /** Stops the input for good, with `return()` where it has one. Whatever it still does is ignored. */
  cancel(): void;
}

/** An Observable that a `mergeMap` expands. */
export interface InnerStream {
  readonly observer: InputObserver;
  readonly stream: Observable<InnerStream>;
  /** The value that it has emitted last. */
  readonly latest: unknown;
  streams: InnerStreams | undefined;
  /** It has ended. */
  leave(): void;
}

/** Some inner streams of one stage, as each of them knows them. */
export interface InnerStreams {
  leave(): void;
}
