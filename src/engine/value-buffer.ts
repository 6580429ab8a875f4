import type { Branch, Drainable, Failure, Policy, StageRun } from './types.js';

/**
 * Values that already exist: those of a cache or another branch, or those that an attempt has held
 * back. They are emitted one a step.
 */
export class ValueBuffer implements Drainable {
  private index = 0;

  constructor(
    private readonly stage: StageRun & { emit(branch: Branch, value: unknown): void; drainLater(branch: Branch, drainable: Drainable): void },
    private readonly branch: Branch,
    private readonly values: readonly unknown[],
    private failure: Failure | undefined,
    /** The policy that emits them. */
    private readonly policy: Policy | undefined,
  ) {}

  drainOne(): void {
    const { stage, branch } = this;
    if (this.index < this.values.length) stage.emit(branch, this.values[this.index++]);
    if (branch.phase === 'closed') return;
    if (this.index < this.values.length) stage.drainLater(branch, this);
    else stage.settle(branch, this.failure, undefined, this.policy);
  }

  fail(reason: unknown): void {
    this.index = this.values.length;
    this.failure = { reason };
  }
}
