import type { Limit } from '../../policies/limits/limit.js';
import type { Dispatcher } from '../dispatcher.js';

/** The limits of one stage, the same for all its inputs: whom one of them holds up, it holds up all who come after. */
export class Gate {
  /** Who holds them up, and how many. */
  private holder: Limit | undefined = undefined;
  private held = 0;

  constructor(
    private readonly run: Dispatcher,
    private readonly limits: readonly Limit[],
    /** Whether those who wait go on, and do not start. */
    private readonly resuming: boolean,
  ) {}

  /** The first limit that lets nobody pass. */
  get refusing(): Limit | undefined {
    for (const limit of this.limits) if (!limit.admits(this.run, this.resuming)) return limit;
    return undefined;
  }

  /**
   * Lets one pass who waits, who takes all limits or none.
   *
   * @param waiting - how many do
   * @returns whether it passes
   */
  pass(waiting: number): boolean {
    const { refusing } = this;
    // A limit's clock may be the user's, and end the run.
    if (this.run.closed) return false;
    if (refusing !== undefined) {
      this.hold(refusing, waiting);
      return false;
    }
    for (const limit of this.limits) limit.take(this.resuming);
    if (this.run.closed as boolean) {
      for (const limit of this.limits) limit.release();
      return false;
    }
    if (this.held > 0) this.letGo(this.held - 1);
    return true;
  }

  /** Whether it holds anybody up. */
  has(limit: Limit): boolean {
    return limit === this.holder;
  }

  /** No more than so many wait any longer. */
  letGo(waiting: number): void {
    const { holder, held } = this;
    if (holder === undefined || held <= waiting) return;
    this.held = waiting;
    holder.holdsUp(waiting - held);
    if (waiting > 0) return;
    this.holder = undefined;
    this.run.leave(holder);
  }

  private hold(limit: Limit, waiting: number): void {
    if (limit !== this.holder) this.letGo(0);
    if (waiting > this.held) limit.holdsUp(waiting - this.held);
    this.held = waiting;
    this.holder = limit;
    this.run.enlist(limit, this.resuming);
  }
}
