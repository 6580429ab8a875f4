import type { Observer, Subscription } from 'rxjs';
import type { Attempt } from './types.js';

/**
 * The work of one subscription. Unsubscribing cancels it. It is closed before its consumer is
 * notified of its end.
 */
export interface Run extends Subscription {
  /** Begins. Results may be delivered synchronously. */
  open(): void;
  /** States which attempt its results go to, if any. */
  nestIn(host: Attempt | undefined): void;
  /** Goes on: its consumer accepts results again. */
  resume(): void;
}

/** Receives the results of a run. */
export interface Consumer<T> extends Observer<T> {
  /** Whether nothing more may start for now. Attempts in flight go on. */
  readonly full?: boolean | undefined;
}

/** Creates a run that delivers to `consumer`. */
export type CreateRun<T> = (consumer: Consumer<T>) => Run;
