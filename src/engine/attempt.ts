import type { Observable } from 'rxjs';
import { AttemptContext } from './attempt-context.js';
import type { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import { InnerSubscriber } from './inner-subscriber.js';
import { Intake, type Failure } from './intake.js';
import { Lists } from './lists.js';

/** One subscription to what a project gives for one branch: it takes the emissions, opens the lists and holds a slot while it works. */
export class Attempt extends Intake {
  /** Its place among the attempts of its run. */
  place = 0;

  /** Whether it holds its slot: its Observable is subscribed, its promise or a `next()` of its iterator is pending. */
  private working = true;
  private stopped = false;
  private inner: InnerSubscriber | undefined = undefined;
  private lists: Lists | undefined = undefined;
  private controller: AbortController | undefined = undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    readonly branch: Branch,
    readonly number: number,
  ) {
    super();
  }

  /** Aborts when the attempt is stopped from outside; made when it is first read. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.stopped) this.controller.abort();
    return this.controller.signal;
  }

  /** Calls the project, and begins to take what it gives. */
  start(): void {
    this.take(() => this.branch.level.stage.project(this.branch.input, new AttemptContext(this)));
  }

  override pull(): void {
    this.working = true;
    this.dispatcher.working++;
    super.pull();
  }

  /** Ends it at once, whatever it does, together with its run. */
  cancel(): void {
    this.finished = true;
    this.stop();
    this.lists?.cancel();
  }

  subscribeTo(input: Observable<unknown>): void {
    this.inner = new InnerSubscriber(this);
    input.subscribe(this.inner);
    if (!this.inner.closed) this.branch.level.expansion.expand(this.inner);
  }

  value(value: unknown): void {
    if (this.finished) return;
    if (this.branch.level.stage.lists) this.open(value);
    else this.dispatcher.emit(this.branch, value);
    this.dispatcher.wake();
  }

  ready(): void {
    this.idle = true;
    this.release();
    this.rest();
    this.dispatcher.wake();
  }

  /** Puts it where its next step waits: an element of a list, its end, or a pull. An Observable and a promise go on by themselves. */
  rest(): void {
    if (this.lists?.empty === false) this.lists.wait();
    else if (this.finished) this.dispatcher.end(this);
    else if (this.idle) this.branch.level.suspended.push(this);
  }

  /** Fails because of a list: the elements that it was given before are taken first. */
  failList(reason: unknown): void {
    if (this.finished) {
      this.failure ??= { reason };
      this.rest();
    } else {
      this.stop();
      this.fail(reason);
    }
  }

  protected finish(failure: Failure | undefined): void {
    if (this.finished) return;
    this.finished = true;
    this.idle = false;
    this.failure = failure;
    this.release();
    this.rest();
    this.dispatcher.wake();
  }

  private open(list: unknown): void {
    this.lists ??= new Lists(this, this.dispatcher);
    try {
      this.lists.add(list);
    } catch (reason) {
      this.failList(reason);
      return;
    }
    // Cancelled by the iterator method of the list itself.
    if (this.finished) this.lists.cancel();
    else this.rest();
  }

  private release(): void {
    if (!this.working) return;
    this.working = false;
    this.dispatcher.working--;
  }

  /** Stops what the project gave from working on. */
  private stop(): void {
    this.stopped = true;
    this.controller?.abort();
    this.stopPulling();
    this.inner?.stop();
  }
}
