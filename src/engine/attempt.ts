import type { Observable } from 'rxjs';
import type { Branch } from './branch.js';
import { AttemptContext } from './attempt-context.js';
import type { Dispatcher } from './dispatcher.js';
import { drive, driveList, kindOf, type Driver, type Sink } from './drive.js';
import { InnerSubscriber } from './inner-subscriber.js';
import { ListSink } from './list-sink.js';
import { Queue } from './queue.js';

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
  private list: Driver | undefined;
  /** Lists that an Observable pushed while an earlier one had elements left. */
  private laterLists: Queue<Driver> | undefined;
  private listQueued = false;

  private controller: AbortController | undefined;
  private stopped = false;

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

  /** Hands out one element of its list. */
  pullList(): void {
    this.listQueued = false;
    this.list?.pull();
  }

  /** Ends it at once, whatever it does, together with its run. */
  cancel(): void {
    this.ended = true;
    this.stop();
    for (let { list } = this; list !== undefined; list = this.laterLists?.shift()) list.cancel();
  }

  subscribeTo(input: Observable<unknown>): void {
    this.inner = new InnerSubscriber(this);
    input.subscribe(this.inner);
    if (!this.inner.closed) this.branch.level.expansion.expand(this.inner);
  }

  value(value: unknown): void {
    if (this.finished || this.ended) return;
    const outermost = this.dispatcher.enter();
    if (this.branch.level.stage.lists) this.openList(value);
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
    const { level } = this.branch;
    if (this.list !== undefined) {
      if (this.listQueued) return;
      this.listQueued = true;
      level.listing.push(this);
    } else if (this.finished) {
      this.ended = true;
      this.dispatcher.end(this, this.failure);
    } else if (this.idle) {
      level.suspended.push(this);
    }
  }

  /** Goes on to the next list; one that failed fails the attempt, once the elements that it was given before are taken. */
  endList(failure: Failure | undefined): void {
    if (this.ended) return;
    this.list = this.laterLists?.shift();
    if (failure !== undefined && !this.finished) {
      this.stop();
      this.finish(failure);
    } else {
      this.rest();
    }
  }

  private openList(value: unknown): void {
    let list: Driver | undefined;
    try {
      list = driveList(value, new ListSink(this, this.dispatcher));
    } catch (reason) {
      this.stop();
      this.finish({ reason });
      return;
    }
    if (list === undefined) return;
    if (this.list === undefined) this.list = list;
    else (this.laterLists ??= new Queue()).push(list);
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
