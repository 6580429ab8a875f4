import type { Observable } from 'rxjs';
import type { Branch } from './branch.js';
import { AttemptContext } from './attempt-context.js';
import type { Dispatcher } from './dispatcher.js';
import { drive, kindOf, type Driver, type Sink } from './drive.js';
import { InnerSubscriber } from './inner-subscriber.js';
import { Lists } from './lists.js';

/** A failure, boxed: the reason itself may be `undefined`. */
export interface Failure {
  readonly reason: unknown;
}

/** One subscription to what a project gives for one branch: it takes the emissions, opens the lists and holds a slot while it works. */
export class Attempt implements Sink {
  /** Whether it holds its slot: its Observable is subscribed, its promise or a `next()` of its iterator is pending. */
  private working = true;
  /** Whether its iterator waits to be pulled. */
  private idle = false;
  /** Whether what the project gave has ended; its lists may have elements left. */
  private finished = false;
  /** Whether nothing more comes of it. */
  private ended = false;
  private failure: Failure | undefined;

  private inner: InnerSubscriber | undefined;
  private iterator: Driver | undefined;
  private lists: Lists | undefined;
  private controller: AbortController | undefined;
  private stopped = false;

  /** Its place among the attempts of its run. */
  place = 0;

  constructor(
    private readonly dispatcher: Dispatcher,
    readonly branch: Branch,
    readonly number: number,
  ) {}

  /** Aborts when the attempt is stopped from outside; made when it is first read. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.stopped) this.controller.abort();
    }
    return this.controller.signal;
  }

  /** Calls the project, and begins to take what it gives. */
  start(): void {
    try {
      const result = this.branch.level.stage.project(this.branch.input, new AttemptContext(this));
      // Cancelled by its own project: of all that it may give only a promise has begun, and it must not reject unheard.
      if (this.ended && kindOf(result) !== 'promise') return;
      this.iterator = drive(result, this);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    if (this.iterator === undefined) return;
    if (this.ended) this.iterator.cancel();
    else this.ready();
  }

  /** Pulls its iterator: the dispatcher has a slot for it. */
  pull(): void {
    this.idle = false;
    this.working = true;
    this.dispatcher.take();
    this.iterator?.pull();
  }

  /** Ends it at once, whatever it does, together with its run. */
  cancel(): void {
    this.ended = true;
    this.stop();
    this.lists?.cancel();
  }

  subscribeTo(input: Observable<unknown>): void {
    this.inner = new InnerSubscriber(this);
    input.subscribe(this.inner);
    if (!this.inner.closed) this.branch.level.expansion.expand(this.inner);
  }

  value(value: unknown): void {
    if (this.finished || this.ended) return;
    const outermost = this.dispatcher.enter();
    if (this.branch.level.stage.lists) this.open(value);
    else this.dispatcher.emit(this.branch, value);
    if (outermost) this.dispatcher.leave();
  }

  ready(): void {
    const outermost = this.dispatcher.enter();
    this.idle = true;
    this.release();
    this.rest();
    if (outermost) this.dispatcher.leave();
  }

  complete(): void {
    this.finish(undefined);
  }

  fail(reason: unknown): void {
    this.finish({ reason });
  }

  /** Puts it where its next step waits: an element of its list, its end, or a pull. An Observable and a promise go on by themselves. */
  rest(): void {
    if (this.ended) return;
    if (this.lists !== undefined && !this.lists.empty) {
      this.lists.wait();
    } else if (this.finished) {
      this.ended = true;
      this.dispatcher.end(this, this.failure);
    } else if (this.idle) {
      this.branch.level.suspended.push(this);
    }
  }

  /** Fails because of a list: the elements that it was given before are taken first. */
  failList(reason: unknown): void {
    if (this.finished) {
      this.failure ??= { reason };
      this.rest();
      return;
    }
    this.stop();
    this.fail(reason);
  }

  private open(list: unknown): void {
    this.lists ??= new Lists(this, this.dispatcher);
    try {
      this.lists.add(list);
    } catch (reason) {
      this.failList(reason);
      return;
    }
    this.rest();
  }

  private finish(failure: Failure | undefined): void {
    if (this.finished || this.ended) return;
    const outermost = this.dispatcher.enter();
    this.finished = true;
    this.idle = false;
    this.failure = failure;
    this.release();
    this.rest();
    if (outermost) this.dispatcher.leave();
  }

  private release(): void {
    if (!this.working) return;
    this.working = false;
    this.dispatcher.giveBack();
  }

  /** Stops what the project gave from working on. */
  private stop(): void {
    this.stopped = true;
    this.controller?.abort();
    this.iterator?.cancel();
    this.inner?.stop();
  }
}
