import type { StageContext } from '../context.js';
import type { Branch } from './branch.js';

/** What gives a branch its values: an attempt, or who has them already. */
export interface AttemptOwner {
  readonly branch: Branch;
  /** Which attempt of the branch it is, from 1; 0 if there was none. */
  readonly number: number;
  readonly signal: AbortSignal;
  /** Fails for a reason of somebody else's. */
  fail(reason: unknown): void;
}

/** What a project sees of its attempt: every part is made when it is read. */
export class AttemptContext implements StageContext {
  constructor(private readonly owner: AttemptOwner) {}

  get signal(): AbortSignal {
    return this.owner.signal;
  }

  get attempt(): number {
    return this.owner.number;
  }

  get inputs(): readonly unknown[] {
    return this.owner.branch.inputs;
  }

  get path(): readonly number[] {
    return this.owner.branch.path;
  }

  get index(): number {
    return this.owner.branch.index;
  }
}
