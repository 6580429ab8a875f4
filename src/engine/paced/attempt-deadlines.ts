import type { Clock } from '../../policies/clock.js';
import { StageTimeoutError, type StageTimeouts } from '../../policies/timeout.js';
import type { PacedAttempt, PacedBranch, Pacing } from './paced-branch.js';

/** How long the attempts of one stage may work, and for how long they have. */
export class AttemptDeadlines {
  readonly #level: Pacing;
  readonly #clock: Clock;
  readonly #ms: number | undefined;

  constructor(level: Pacing, { attempt }: StageTimeouts) {
    this.#level = level;
    this.#clock = level.run.clock;
    this.#ms = attempt;
  }

  /** An attempt begins to work, or goes on: since when is known if anybody asks. */
  engage(attempt: PacedAttempt): void {
    const { branch } = attempt;
    const ms = this.#ms;
    branch.since = ms !== undefined || this.#level.learns(branch) ? this.#clock.now() : undefined;
    if (branch.since === undefined || ms === undefined) return;
    branch.working = this.#level.run.alarms.set(branch.since + Math.max(0, ms - branch.worked), this.#isDue, attempt);
  }

  /** An attempt works no more; for how long it has is known if anybody asks. */
  disengage(branch: PacedBranch, isOver: boolean): void {
    if (branch.working !== undefined) this.#level.run.alarms.clear(branch.working);
    if (branch.since !== undefined && (!isOver || this.#level.learns(branch))) branch.worked += this.#clock.now() - branch.since;
  }

  readonly #isDue = (attempt: PacedAttempt): void => {
    attempt.fail(new StageTimeoutError('attempt', this.#level.stage.name, this.#ms as number));
  };
}
