import { catchError, EMPTY, finalize, mergeMap, Subject, type Subscription } from 'rxjs';
import type { InputSubscriber } from './input-subscriber.js';

/** How many inner streams one `mergeMap` has at once, at the most: at each end it searches among them all. */
const WIDTH = 16;

/**
 * The inner streams of one stage: `mergeMap` expands them within the stage's bound and `catchError` keeps each one's failure to its branch. A stage of more than 16 slots has
 * several such lanes, of 16 each, so that what a branch costs does not grow with the slots.
 *
 * The dispatcher starts an attempt only when its stage has a slot, so nothing ever waits in `mergeMap`'s own buffer; and an attempt is told
 * of its failure after its inner stream has ended, so that the slot is free in `mergeMap` too when the next one starts.
 */
export class Expansion {
  private readonly width: number;
  /** The lanes that have room. */
  private readonly open: Lane[] = [];

  constructor(
    concurrency: number,
    private readonly run: Subscription,
  ) {
    this.width = Math.min(concurrency, WIDTH);
  }

  /** Takes in an inner stream. */
  add(inner: InputSubscriber): void {
    (this.open.at(-1) ?? this.widen()).add(inner);
  }

  private widen(): Lane {
    const lane = new Lane(this.width, this.open);
    this.open.push(lane);
    this.run.add(lane.subscription);
    return lane;
  }
}

/** One `mergeMap`. */
export class Lane {
  readonly subscription: Subscription;
  private readonly inners = new Subject<InputSubscriber>();
  /** How many inner streams it has. */
  private live = 0;

  constructor(
    private readonly width: number,
    /** The lanes that have room, of which it is the last whenever it is given one more. */
    private readonly open: Lane[],
  ) {
    this.subscription = this.inners
      .pipe(mergeMap((inner) => inner.stream.pipe(catchError((reason: unknown) => isolated(inner, reason))), width))
      .subscribe();
  }

  add(inner: InputSubscriber): void {
    if (++this.live === this.width) this.open.pop();
    inner.lane = this;
    this.inners.next(inner);
  }

  /** One of its inner streams has ended. */
  leave(): void {
    if (this.live-- === this.width) this.open.push(this);
  }
}

/** What becomes of a failure: the inner stream ends as if it had completed, then its attempt is told why. */
function isolated(inner: InputSubscriber, reason: unknown) {
  return EMPTY.pipe(
    finalize(() => {
      inner.leave();
      inner.sink.error(reason);
    }),
  );
}
