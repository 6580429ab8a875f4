import { StageTimeoutError, type StageTimeouts } from '../../policies/timeout.js';
import type { GovernedAttempt, GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';

/** How long the branches and the attempts of one stage may take. */
export class Deadlines {
  readonly #level: GovernedLevel;
  readonly #timeouts: StageTimeouts;

  constructor(level: GovernedLevel) {
    const { timeout } = level.stage;
    this.#level = level;
    this.#timeouts = typeof timeout === 'number' ? { attempt: timeout } : (timeout ?? {});
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

  /** An attempt begins to work, or goes on: since when is known if anybody asks. */
  engage(attempt: GovernedAttempt): void {
    const { branch } = attempt;
    const { attempt: ms } = this.#timeouts;
    branch.since = ms !== undefined || isLearned(branch) ? this.#now() : undefined;
    if (branch.since === undefined) return;
    if (ms !== undefined) branch.working = this.#level.run.alarms.set(branch.since + Math.max(0, ms - branch.worked), this.#attemptIsDue, attempt);
  }

  /** An attempt works no more; for how long it has is known if anybody asks. */
  disengage(branch: GovernedBranch, isOver: boolean): void {
    if (branch.working !== undefined) this.#level.run.alarms.clear(branch.working);
    if (branch.since !== undefined && (!isOver || isLearned(branch))) branch.worked += this.#now() - branch.since;
  }

  #now(): number {
    return this.#level.run.plan.scheduler.now();
  }

  readonly #attemptIsDue = (attempt: GovernedAttempt): void => {
    attempt.fail(new StageTimeoutError('attempt', this.#level.stage.name, this.#timeouts.attempt as number));
  };

  #set(branch: GovernedBranch, kind: 'queue' | 'total', ms: number): void {
    const { run, stage } = this.#level;
    const isDue = (): void => {
      branch.expired = true;
      // What an attempt has given already is handed out, however late.
      if (branch.attempt?.finished !== true) this.#level.refuse(branch, new StageTimeoutError(kind, stage.name, ms));
      run.wake();
    };
    branch[kind] = run.alarms.set(this.#now() + ms, isDue, undefined);
  }
}

/** Whether any of its limits wants to know how long an attempt has worked. */
function isLearned({ limits }: GovernedBranch): boolean {
  for (const limit of limits) if (limit.learns) return true;
  return false;
}
