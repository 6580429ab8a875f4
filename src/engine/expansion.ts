import { catchError, EMPTY, finalize, mergeMap, Subject, type Observable, type Subscription } from 'rxjs';
import type { InnerStream } from './input/types.js';

/** The maximum number of inner streams of one `mergeMap`: at each end it searches all of them. */
const WIDTH = 16;

/**
 * The inner streams of one stage. `mergeMap` expands them within the stage's bound, and
 * `catchError` keeps each failure in its own branch. A stage with more than 16 slots has several
 * lanes of 16, so that the cost of a branch does not grow with the number of slots.
 *
 * An attempt starts only when its stage has a slot, so nothing ever waits in the buffer of
 * `mergeMap`.
 */
export class Expansion {
  private readonly width: number;
  /** The lanes that have room. */
  private readonly roomy: Lane[] = [];

  constructor(
    concurrency: number,
    private readonly run: { add(teardown: Subscription): void },
  ) {
    this.width = Math.min(concurrency, WIDTH);
  }

  add(inner: InnerStream): void {
    let lane = this.roomy.at(-1);
    if (lane === undefined) {
      lane = new Lane(this.width, this.roomy);
      this.roomy.push(lane);
      this.run.add(lane.subscription);
    }
    lane.add(inner);
  }
}

/** One `mergeMap`. */
export class Lane {
  readonly subscription: Subscription;
  private readonly inners = new Subject<InnerStream>();
  private size = 0;

  constructor(
    private readonly width: number,
    /**
     * The lanes that have room. This lane is the last of them whenever it receives another stream.
     */
    private readonly roomy: Lane[],
  ) {
    this.subscription = this.inners
      .pipe(mergeMap((inner) => inner.stream.pipe(catchError((reason: unknown) => isolate(inner, reason))), width))
      .subscribe(({ observer, latest }) => {
        observer.push(latest, false);
      });
  }

  add(inner: InnerStream): void {
    if (++this.size === this.width) this.roomy.pop();
    inner.streams = this;
    this.inners.next(inner);
  }

  /** One of its streams has ended. */
  leave(): void {
    if (this.size-- === this.width) this.roomy.push(this);
  }
}

/**
 * Turns the failure of a stream into its completion. Its attempt learns of the failure when
 * `mergeMap` has a slot again.
 */
function isolate(inner: InnerStream, reason: unknown): Observable<never> {
  return EMPTY.pipe(
    finalize(() => {
      inner.leave();
      inner.observer.error(reason);
    }),
  );
}
