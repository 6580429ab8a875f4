import type { Observer, Subscription } from 'rxjs';
import type { Attempt } from './types.js';

/** One subscription's worth of work. Unsubscribing cancels it, and it is closed before its consumer learns of its end. */
export interface Run extends Subscription {
  /** Begins; results may be delivered from within the call. */
  open(): void;
  /** Says which attempt its results go to, if they go to one. */
  nestIn(host: Attempt | undefined): void;
  /** Goes on: its consumer takes more again. */
  resume(): void;
}

/** Receives the results of a run. */
export interface Consumer<T> extends Observer<T> {
  /** Whether nothing more may start for now; what is in flight goes on. */
  readonly full?: boolean | undefined;
}

/** Makes a run that delivers to `consumer`. */
export type CreateRun<T> = (consumer: Consumer<T>) => Run;
