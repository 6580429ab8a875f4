import type { Limit, Sample, Waiter } from '../policies/limits/limit.js';

/** A run as whatever waits for its limits sees it. */
interface LimitedRun {
  readonly closed: boolean;
  readonly parts: readonly { turn(limit: Limit): void; isHeldUpBy(limit: Limit): boolean; heldUpBy(limit: Limit): number }[];
  drain(): void;
  /** Where its results go, if they go to an attempt. */
  readonly nesting: { holdersOf(limit: Limit): readonly object[] } | undefined;
}

/** The limits that hold up branches of one run. It represents the run to the limits. */
export class RunLimits implements Waiter {
  private readonly limits = new Set<Limit>();

  constructor(private readonly run: LimitedRun) {}

  /** Waits for a turn at a limit. */
  wait(limit: Limit, isResuming: boolean): void {
    // Reading the limit may have ended the run.
    if (this.run.closed) return;
    this.limits.add(limit);
    limit.wait(this, isResuming);
  }

  /** Stops waiting for it, unless another queue does. */
  leave(limit: Limit): void {
    if (this.run.parts.some((stage) => stage.isHeldUpBy(limit))) return;
    this.limits.delete(limit);
    limit.leave(this);
  }

  /** Releases a limit. Branches of this run may acquire it first, if it is their turn. */
  release(limit: Limit, sample?: Sample): void {
    limit.release(sample);
    if (this.limits.has(limit) && limit.offers(this)) this.offer(limit);
  }

  turn(limit: Limit): void {
    this.offer(limit);
    this.run.drain();
  }

  heldUpBy(limit: Limit): number {
    return this.run.parts.reduce((sum, stage) => sum + stage.heldUpBy(limit), 0);
  }

  holders(limit: Limit): readonly object[] {
    return this.run.nesting?.holdersOf(limit) ?? [];
  }

  /** The limit that holds up branches, or the source, if there is exactly one. */
  get only(): Limit | undefined {
    const [limit, ...others] = [...this.limits].filter((each) => this.run.parts.some((stage) => stage.isHeldUpBy(each)));
    return others.length === 0 ? limit : undefined;
  }

  /** The run has ended. */
  cancel(): void {
    for (const limit of this.limits) limit.leave(this);
  }

  private offer(limit: Limit): void {
    for (const stage of this.run.parts) stage.turn(limit);
  }
}
