import type { Subscription } from 'rxjs';
import type { Attempt } from './attempt.js';
import type { Branch } from './branch.js';
import { Expansion } from './expansion.js';
import type { Lists } from './lists.js';
import type { StagePlan } from './plan.js';
import { Queue } from './queue.js';

/** One stage within one run: who waits there, and who is open. */
export class Level {
  /** Branches that have not started. */
  readonly waiting = new Queue<Branch>();
  /** Attempts whose iterator waits to be pulled: that is work, and takes a slot. */
  readonly suspended = new Queue<Attempt>();
  /** Lists of attempts with elements left: handing those out is no work. */
  readonly listing = new Queue<Lists>();
  /** Attempts that have started and not ended, at work or not. */
  open = 0;

  private observables: Expansion | undefined;

  constructor(
    readonly stage: StagePlan,
    /** Where its emissions go on to. */
    readonly next: Level | undefined,
    private readonly teardown: Subscription,
  ) {}

  /** Made when the first Observable comes: most stages give promises. */
  get expansion(): Expansion {
    return (this.observables ??= new Expansion(this.stage.concurrency, this.teardown));
  }
}
