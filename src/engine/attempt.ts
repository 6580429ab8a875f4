import { reportUnhandled } from '../policies/report-unhandled.js';
import type { AttemptInfo } from '../around.js';
import { aroundCall } from './around-call.js';
import { enter, type AsyncContext } from './async-context.js';
import { AttemptContext } from './attempt-context.js';
import { Input } from './input/input.js';
import { Lists, type ListsOwner } from './input/lists.js';
import type { InnerStream } from './input/types.js';
import type * as engine from './types.js';

/** A stage as its attempts see it. */
export interface AttemptStage extends engine.StageRun {
  /** Whether emissions are remembered. */
  readonly remembers: boolean;
  acquireSlot(attempt: Attempt): void;
  releaseSlot(attempt: Attempt): void;
  emit(branch: engine.Branch, value: unknown): void;
  expand(inner: InnerStream): void;
  /** The attempt waits to be pulled. */
  suspend(attempt: Attempt): void;
  /** Emits what the attempt has received one by one. */
  drainLater(branch: engine.Branch, drainable: engine.Drainable): void;
  ended(attempt: Attempt): void;
  /** The first argument of `around` for the calls of an attempt. */
  infoOf(attempt: Attempt): AttemptInfo;
}

function pushed(attempt: Attempt, value: unknown): void {
  attempt.pushed(value);
}

/**
 * One subscription to what a project returns for one branch. It receives the emissions, opens
 * lists, and holds a slot while it is in flight.
 */
export class Attempt extends Input implements ListsOwner, engine.Attempt {
  readonly number: number;
  readonly emittedBefore: number;
  readonly values: unknown[] | undefined;
  timer: engine.Attempt['timer'] = undefined;
  left: number | undefined = undefined;
  turn = 0;

  private isStopped = false;
  /**
   * The depth of nested emissions: a consumer may cause the next one synchronously. The end waits
   * until it is 0.
   */
  private emitting = 0;
  private lists: Lists | undefined = undefined;
  private controller: AbortController | undefined = undefined;

  constructor(
    readonly stage: AttemptStage,
    readonly branch: engine.Branch,
  ) {
    super();
    this.number = branch.attempts;
    this.emittedBefore = branch.emissions;
    this.values = stage.remembers ? [] : undefined;
  }

  /** Aborts when the attempt is stopped from outside. It is created when it is first read. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.isStopped) this.controller.abort();
    return this.controller.signal;
  }

  get title(): string {
    return `${this.stage.title}: the result of project`;
  }

  get listTitle(): string {
    return `${this.stage.title}: each list`;
  }

  override get context(): AsyncContext | undefined {
    return this.branch.context;
  }

  get caller(): (<R>(call: () => R) => R) | undefined {
    const { around } = this.stage.run.plan;
    return around && ((call) => aroundCall(around, this.stage.infoOf(this), call));
  }

  override pull(): void {
    // Before any callback that may end the run.
    this.working = true;
    this.stage.acquireSlot(this);
    super.pull();
  }

  /** Ends it immediately, together with its run. */
  cancel(): void {
    this.finished = true;
    try {
      this.stop();
    } finally {
      if (this.working) this.release();
      this.lists?.cancel();
    }
  }

  next(value: unknown): void {
    if (!this.finished) this.take(value);
  }

  override push(value: unknown, isLate: boolean): void {
    if (this.finished) return;
    if (isLate) enter(this.context, pushed, this, value);
    else this.pushed(value);
  }

  pushed(value: unknown): void {
    try {
      this.take(value);
    } finally {
      this.stage.run.drainDeeper(this.branch);
    }
  }

  override resolve(value: unknown): void {
    if (this.finished) return;
    try {
      this.take(value);
    } finally {
      this.complete();
    }
  }

  /** Emits a value, or the element of a list. */
  emit(value: unknown): void {
    const { stage } = this;
    this.values?.push(value);
    if (stage.holdsBack) return;
    this.emitting++;
    try {
      stage.emit(this.branch, value);
    } finally {
      this.emitting--;
      // It ended during the emission.
      if (this.finished && !stage.run.closed) {
        this.settle();
        stage.run.drain();
      }
    }
  }

  drainLater(lists: Lists): void {
    if (!this.stage.holdsBack) this.stage.drainLater(this.branch, lists);
  }

  expand(inner: InnerStream): void {
    this.stage.expand(inner);
  }

  ready(): void {
    if (this.working) this.release();
    this.settle();
    this.stage.run.drain();
  }

  /** Continues with its end or its next pull, unless a list has elements left: those come first. */
  settle(): void {
    if (this.lists?.current !== undefined || this.emitting > 0) return;
    if (this.finished) this.stage.ended(this);
    else if (!this.working) this.stage.suspend(this);
  }

  fail(reason: unknown): void {
    if (this.finished) {
      this.failure ??= { reason };
      this.settle();
    } else {
      // Set before it is stopped: its project may react to that with a failure of its own.
      this.finished = true;
      this.failure = { reason };
      try {
        this.stop();
      } catch (error) {
        // Its branch already has its reason.
        reportUnhandled(error);
      }
      this.ready();
    }
  }

  protected input(): unknown {
    // Called as a function: as a method it would see the plan as `this`.
    const { project } = this.stage.plan;
    const { caller } = this;
    if (caller === undefined) return project(this.branch.input, new AttemptContext(this.branch, this));
    return caller(() => project(this.branch.input, new AttemptContext(this.branch, this)));
  }

  private take(value: unknown): void {
    if (!this.stage.plan.lists) {
      this.emit(value);
      return;
    }
    const lists = (this.lists ??= new Lists(this));
    lists.add(value);
    // What is held back need not wait for the stages that follow.
    while (this.stage.holdsBack && lists.current !== undefined && !this.stage.run.closed) lists.drainOne();
  }

  private release(): void {
    this.working = false;
    this.stage.releaseSlot(this);
  }

  /** Stops what the project returned. */
  private stop(): void {
    this.isStopped = true;
    this.controller?.abort();
    this.source?.cancel();
  }
}
