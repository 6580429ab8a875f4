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
    this.#set(branch, 'queue');
    this.#set(branch, 'total');
  }

  /** A branch need not wait any longer for a slot of its own. */
  admit(branch: GovernedBranch): void {
    this.#level.run.alarms.clear(branch.queue);
  }

  /** A branch has had its last attempt. */
  end(branch: GovernedBranch): void {
    this.admit(branch);
    this.#level.run.alarms.clear(branch.total);
  }

  /** An attempt begins to work, or goes on. */
  engage(attempt: GovernedAttempt): void {
    const { branch } = attempt;
    const { run, stage } = this.#level;
    const { attempt: ms } = this.#timeouts;
    if (branch.limits.length > 0 || ms !== undefined) branch.since = run.plan.scheduler.now();
    if (ms === undefined) return;
    branch.working = run.alarms.set(Math.max(0, ms - branch.worked), () => {
      attempt.fail(new StageTimeoutError('attempt', stage.name, ms));
    });
  }

  /** An attempt works no more: how long it has is known. */
  disengage({ branch }: GovernedAttempt): void {
    const { alarms, plan } = this.#level.run;
    alarms.clear(branch.working);
    if (branch.since !== undefined) branch.worked += plan.scheduler.now() - branch.since;
  }

  #set(branch: GovernedBranch, kind: 'queue' | 'total'): void {
    const { run, stage } = this.#level;
    const ms = this.#timeouts[kind];
    if (ms === undefined) return;
    branch[kind] = run.alarms.set(ms, () => {
      branch.expired = true;
      // What an attempt has given already is handed out, however late.
      if (branch.attempt?.finished !== true) this.#level.refuse(branch, new StageTimeoutError(kind, stage.name, ms));
      run.wake();
    });
  }
}
