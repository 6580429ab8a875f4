import type { StageContext } from '../context.js';
import type { RemoteWork } from '../events/branch-event.js';
import type { Branch } from './types.js';

/**
 * What a project, or `recurse`, sees of its branch. Each property is computed when it is read. Those
 * that `StageContext` does not have are for remote stages.
 */
export class AttemptContext implements StageContext {
  constructor(
    private readonly own: Branch,
    /** The attempt that is in flight, if any. */
    private readonly open = own.attempt,
  ) {}

  get signal(): AbortSignal {
    return this.open?.signal ?? new AbortController().signal;
  }

  get attempt(): number {
    return this.open?.number ?? this.own.attempts;
  }

  get page(): number {
    return this.own.page;
  }

  get inputs(): readonly unknown[] {
    return this.own.inputs;
  }

  get path(): readonly number[] {
    return this.own.path;
  }

  get index(): number {
    return this.own.index;
  }

  get key(): string | undefined {
    return this.own.stage.nameOf(this.own);
  }

  /** Adds a worker to the `settled` event of the attempt that is in flight, unless it is over. */
  report(work: RemoteWork): void {
    const { times } = this.own;
    if (times !== undefined && this.own.attempt === this.open) times.work = work;
  }
}
