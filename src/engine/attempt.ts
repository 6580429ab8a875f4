import { quote } from '../quote.js';
import type { AsyncContext } from './async-context.js';
import { AttemptContext } from './attempt-context.js';
import type { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import type { InputSubscriber } from './input-subscriber.js';
import { Intake } from './intake.js';
import { Lists, listTitle, type ListsOwner } from './lists.js';
import { reportUnhandled } from '../policies/report-unhandled.js';

/** One subscription to what a project gives for one branch: it takes the emissions, opens the lists and holds a slot while it works. */
export class Attempt extends Intake implements ListsOwner {
  private stopped = false;
  /** Emissions under way, which come one within another if a consumer answers one with the next: none is followed by the end before it is over. */
  private emitting = 0;
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

  get title(): string {
    return `stage ${quote(this.branch.level.stage.name)}: what project returns`;
  }

  get listTitle(): string {
    return listTitle(this.branch.level.stage);
  }

  override get context(): AsyncContext | undefined {
    return this.branch.context;
  }

  override pull(): void {
    // Before anybody is asked who may end the run.
    this.working = true;
    this.run.engage(this);
    super.pull();
  }

  /** Ends it at once, whatever it does, together with its run. */
  cancel(): void {
    this.finished = true;
    try {
      this.stop();
    } finally {
      this.branch.level.drop?.(this);
      this.lists?.cancel();
    }
  }

  next(value: unknown): void {
    if (this.finished) return;
    try {
      this.take(value);
    } finally {
      this.run.wake();
    }
  }

  /** The run is woken once for both. */
  override answer(value: unknown): void {
    if (this.finished) return;
    try {
      this.take(value);
    } finally {
      this.complete();
    }
  }

  /** Emits a value, or the element of a list. */
  emit(value: unknown): void {
    this.emitting++;
    try {
      const { branch, run } = this;
      if (branch.level.pass) branch.level.pass(this, value);
      else run.emit(branch, value);
    } finally {
      this.emitting--;
      // Its end came within.
      if (this.finished && !this.run.closed) {
        this.settle();
        this.run.wake();
      }
    }
  }

  hand(lists: Lists): void {
    this.branch.level.hand(lists);
  }

  expand(inner: InputSubscriber): void {
    this.branch.level.expand(inner);
  }

  rest(): void {
    if (this.working) {
      this.working = false;
      this.run.disengage(this);
    }
    this.settle();
    this.run.wake();
  }

  /** Goes on to its end or to its next pull, unless a list has elements left: those come first. */
  settle(): void {
    if (this.lists?.current !== undefined || this.emitting > 0) return;
    if (this.finished) this.run.end(this);
    else if (!this.working) this.branch.level.suspend(this);
  }

  /** Fails because of a list: the elements that it was given before are taken first. */
  fail(reason: unknown): void {
    if (this.finished) {
      this.failure ??= { reason };
      this.settle();
    } else {
      // Before it is stopped, which its project may answer with a failure of its own.
      this.finished = true;
      this.failure = { reason };
      try {
        this.stop();
      } catch (error) {
        // Its branch has its reason, and nobody has asked for this.
        reportUnhandled(error);
      }
      this.rest();
    }
  }

  protected input(): unknown {
    // Called as a function: a project that were called as a method would see the stage's plan as its `this`.
    const { project } = this.branch.level.stage;
    return project(this.branch.input, new AttemptContext(this));
  }

  private take(value: unknown): void {
    const { stage } = this.branch.level;
    if (stage.lists && stage.atomic !== true) (this.lists ??= new Lists(this)).add(value);
    else this.emit(value);
  }

  /** Stops what the project gave from working on. */
  private stop(): void {
    this.stopped = true;
    this.controller?.abort();
    this.driver?.cancel();
  }
}
