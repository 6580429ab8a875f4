import { assume, captureContext, type AsyncContext } from './async-context.js';
import type { Dispatcher } from './dispatcher.js';
import { InputSubscriber } from './input-subscriber.js';
import { Intake, type Failure } from './intake.js';

/** Where the roots come from. */
export class Source extends Intake {
  readonly title = 'source';

  constructor(
    private readonly run: Dispatcher,
    private readonly given: unknown,
  ) {
    super();
  }

  /** Whether it waits to be pulled. */
  get idle(): boolean {
    return !this.working && !this.finished;
  }

  /** Whether its items come unasked. */
  get pushes(): boolean {
    return this.driver instanceof InputSubscriber;
  }

  /** Takes nothing more from it, and tells it so. */
  stop(failure?: Failure): void {
    if (this.finished) return;
    this.finished = true;
    this.failure = failure;
    this.driver?.cancel();
  }

  get context(): AsyncContext | undefined {
    return this.run.context;
  }

  /** A root that comes later keeps the async context in which it comes. */
  override push(value: unknown): void {
    if (this.finished) return;
    const context = captureContext();
    const before = assume(context);
    try {
      this.run.root(value, context);
    } finally {
      assume(before);
    }
  }

  next(value: unknown): void {
    if (!this.finished) this.run.root(value, this.context);
  }

  rest(): void {
    this.working = false;
    this.run.wake();
  }

  protected input(): unknown {
    return this.given;
  }
}
