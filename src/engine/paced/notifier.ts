import type { AsyncContext } from '../async-context.js';
import { Intake, type Failure } from '../intake.js';
import type { Place } from './paced-branch.js';

/**
 * What a branch waits for before a retry, if `delay` returns more than a number: the first value
 * ends the wait. It is driven as the result of a project is.
 */
export class Notifier extends Intake implements Place {
  readonly title = 'what retry.delay returns';
  /** Whether `open` is running: its caller wakes the run afterwards. */
  opening = true;

  constructor(
    private readonly given: unknown,
    readonly context: AsyncContext | undefined,
    /** A value has come. */
    private readonly notified: () => void,
    /** It has ended without one, for a reason of its own if it has failed. */
    private readonly ended: (failure: Failure | undefined) => void,
  ) {
    super();
  }

  override open(): void {
    super.open();
    this.opening = false;
  }

  next(): void {
    if (this.finished) return;
    this.finished = true;
    this.notified();
  }

  rest(): void {
    if (this.finished) this.ended(this.failure);
    else this.pull();
  }

  /** Waits no longer. */
  delete(): void {
    this.finished = true;
    this.driver?.cancel();
  }

  protected input(): unknown {
    return this.given;
  }
}
