import { AttemptContext } from './attempt-context.js';
import type { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import type { InputSubscriber } from './input-subscriber.js';
import { Intake } from './intake.js';
import { Lists } from './lists.js';

/** One subscription to what a project gives for one branch: it takes the emissions, opens the lists and holds a slot while it works. */
export class Attempt extends Intake {
  private stopped = false;
  private lists: Lists | undefined = undefined;
  private controller: AbortController | undefined = undefined;

  constructor(
    readonly run: Dispatcher,
    readonly branch: Branch,
    readonly number: number,
    /** Its place among the attempts of its run. */
    public place: number,
  ) {
    super();
  }

  /** Aborts when the attempt is stopped from outside; made when it is first read. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.stopped) this.controller.abort();
    return this.controller.signal;
  }

  override pull(): void {
    this.run.free--;
    super.pull();
  }

  /** Ends it at once, whatever it does, together with its run. */
  cancel(): void {
    this.finished = true;
    this.stop();
    this.lists?.cancel();
  }

  next(value: unknown): void {
    if (this.finished) return;
    if (this.branch.level.stage.lists) (this.lists ??= new Lists(this)).add(value);
    else this.run.emit(this.branch, value);
    this.run.wake();
  }

  expand(inner: InputSubscriber): void {
    this.branch.level.expand(inner);
  }

  rest(): void {
    if (this.working) {
      this.working = false;
      this.run.free++;
    }
    this.settle();
    this.run.wake();
  }

  /** Goes on to its end or to its next pull, unless a list has elements left: those come first. */
  settle(): void {
    if (this.lists?.current !== undefined) return;
    if (this.finished) this.run.end(this);
    else if (!this.working) this.branch.level.suspended.push(this);
  }

  /** Fails because of a list: the elements that it was given before are taken first. */
  fail(reason: unknown): void {
    if (this.finished) {
      this.failure ??= { reason };
      this.settle();
    } else {
      this.stop();
      this.error(reason);
    }
  }

  protected input(): unknown {
    return this.branch.level.stage.project(this.branch.input, new AttemptContext(this));
  }

  /** Stops what the project gave from working on. */
  private stop(): void {
    this.stopped = true;
    this.controller?.abort();
    this.driver?.cancel();
  }
}
