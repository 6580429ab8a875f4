import type { StageContext } from '../context.js';
import type { Branch } from './types.js';

/** What a project, or `recurse`, sees of its branch. Every part is made when it is read. */
export class AttemptContext implements StageContext {
  constructor(
    private readonly branch: Branch,
    /** The attempt that is in flight, if one is. */
    private readonly open = branch.attempt,
  ) {}

  get signal(): AbortSignal {
    return this.open?.signal ?? new AbortController().signal;
  }

  get attempt(): number {
    return this.open?.number ?? this.branch.attempts;
  }

  get inputs(): readonly unknown[] {
    return this.branch.inputs;
  }

  get path(): readonly number[] {
    return this.branch.path;
  }

  get index(): number {
    return this.branch.index;
  }
}
