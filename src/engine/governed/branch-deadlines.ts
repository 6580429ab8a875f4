import { StageTimeoutError, type StageTimeouts } from '../../policies/timeout.js';
import type { GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';

/** When the branches of one stage must have started, and when they must be over. */
export class BranchDeadlines {
  readonly #level: GovernedLevel;
  readonly #timeouts: StageTimeouts;

  constructor(level: GovernedLevel, timeouts: StageTimeouts) {
    this.#level = level;
    this.#timeouts = timeouts;
  }

  /** A branch begins to wait. */
  begin(branch: GovernedBranch): void {
    const { queue, total } = this.#timeouts;
    if (queue !== undefined) this.#set(branch, 'queue', queue);
    if (total !== undefined) this.#set(branch, 'total', total);
  }

  /** A branch need not wait any longer for a slot of its own. */
  admit(branch: GovernedBranch): void {
    if (branch.queue !== undefined) this.#level.run.alarms.clear(branch.queue);
  }

  /** A branch has had its last attempt. */
  end(branch: GovernedBranch): void {
    this.admit(branch);
    if (branch.total !== undefined) this.#level.run.alarms.clear(branch.total);
  }

  #set(branch: GovernedBranch, kind: 'queue' | 'total', ms: number): void {
    const { run, stage } = this.#level;
    const isDue = (): void => {
      branch.expired = true;
      // What an attempt has given already is handed out, however late.
      if (branch.attempt?.finished !== true) this.#level.refuse(branch, new StageTimeoutError(kind, stage.name, ms));
      run.wake();
    };
    branch[kind] = run.alarms.set(run.clock.now() + ms, isDue, branch);
  }
}
