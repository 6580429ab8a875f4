import type { RemoteWork } from '../events/branch-event.js';
import type { Answer } from '../policies/cache.js';
import type { JobData } from './job-data.js';

/** A call of `run` that waits for the answer of a job. */
export interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
  readonly report: ((work: RemoteWork) => void) | undefined;
}

/** A job that this process waits for, or is cancelling. */
export class Entry {
  readonly waiters = new Set<Waiter>();
  /** Whether it is about to be added, may be in the queue, or is being removed from it. */
  phase: 'adding' | 'added' | 'cancelling' = 'adding';
  /** Whether its failure is being read. */
  isFailing = false;
  /** Whether a failure of this job is one of this time: the job was seen before it failed. */
  isCurrent = false;

  constructor(
    readonly id: string,
    readonly stage: string,
    readonly data: JobData,
  ) {}

  get isWanted(): boolean {
    return this.waiters.size > 0;
  }
}
