import { captureContext, resume, type AsyncContext } from './async-context.js';
import type { Dispatcher } from './dispatcher.js';
import { InputSubscriber } from './input-subscriber.js';
import { Intake, type Failure } from './intake.js';

function root(run: Dispatcher, { value, context }: { readonly value: unknown; readonly context: AsyncContext | undefined }): void {
  run.root(value, context);
}

/** Where the roots come from. */
export class Source extends Intake {
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

  /** What is done for a root that is pushed is done in the async context in which it comes. */
  override push(value: unknown): void {
    if (this.finished) return;
    const context = captureContext();
    resume(context, root, this.run, { value, context });
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
