import { assume, captureContext, restore, type AsyncContext } from './async-context.js';
import { Input } from './input/input.js';
import { ObservableSource } from './input/observable-source.js';
import type { Failure } from './types.js';

/** A run as its source sees it. */
interface RootRun {
  /** The async context of the subscription. */
  readonly context: AsyncContext | undefined;
  root(input: unknown, context: AsyncContext | undefined): void;
  drain(): void;
  /** No more roots will come. */
  sourceEnded(): void;
}

/** Where the roots come from. */
export class Source extends Input {
  readonly title = 'source';

  constructor(
    private readonly run: RootRun,
    readonly given: unknown,
  ) {
    super();
  }

  /** Whether it waits to be pulled. */
  get isIdle(): boolean {
    return !this.working && !this.finished;
  }

  /** Whether it pushes its items. */
  get pushes(): boolean {
    return this.source instanceof ObservableSource;
  }

  /** Accepts nothing more from it, and stops it. */
  stop(failure?: Failure): void {
    if (this.finished) return;
    this.finished = true;
    this.failure = failure;
    try {
      this.source?.cancel();
    } finally {
      this.run.sourceEnded();
    }
  }

  get context(): AsyncContext | undefined {
    return this.run.context;
  }

  /** A root that arrives later keeps the async context in which it arrives. */
  override push(value: unknown, isLate: boolean): void {
    if (this.finished) return;
    const context = isLate ? captureContext() : this.context;
    const before = assume(context);
    try {
      this.run.root(value, context);
    } finally {
      restore(before);
    }
  }

  next(value: unknown): void {
    if (!this.finished) this.run.root(value, this.context);
  }

  ready(): void {
    this.working = false;
    if (this.finished) this.run.sourceEnded();
    this.run.drain();
  }

  protected input(): unknown {
    return this.given;
  }
}
