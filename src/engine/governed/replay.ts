import type { Answer } from '../../policies/cache.js';
import type { AttemptOwner } from '../attempt-context.js';
import type { GovernedBranch, GovernedHanding } from './governed-branch.js';
import type { Failure } from '../intake.js';

/** Hands out values that are there already, one by one, as the emissions of a branch: what a cache or another branch has, or what its own attempt held back. */
export class Replay implements AttemptOwner, GovernedHanding {
  private index = 0;

  constructor(
    readonly branch: GovernedBranch,
    private readonly values: Answer,
    private failure: Failure | undefined,
  ) {}

  get number(): number {
    return this.branch.attempts;
  }

  /** Nothing is at work that could be aborted. */
  get signal(): AbortSignal {
    return new AbortController().signal;
  }

  pull(): void {
    const { branch } = this;
    if (this.index < this.values.length) branch.level.pass(this, this.values[this.index++]);
    if (branch.over) return;
    if (this.index < this.values.length) branch.level.hand(this);
    else branch.level.finish(branch, this.failure);
  }

  /** Fails instead of what comes next. */
  fail(reason: unknown): void {
    this.index = this.values.length;
    this.failure = { reason };
  }
}
