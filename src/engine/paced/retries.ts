import type { ObservableInput } from 'rxjs';
import { MILLISECONDS, type Rule } from '../../check.js';
import { AT_ONCE, checkReturned } from '../../policies/check-returned.js';
import { exponentialBackoff } from '../../policies/exponential-backoff.js';
import type { RetryDelay, RetryPolicy } from '../../policies/retry.js';
import { isInput } from '../drive.js';
import type { Failure } from '../intake.js';
import { Notifier } from './notifier.js';
import type { PacedBranch, Pacing } from './paced-branch.js';
import { Sleep } from './sleep.js';

const DELAY: Rule = [`${MILLISECONDS[0]}, an Observable or a promise`, (value) => MILLISECONDS[1](value) || isInput(value)];

/** Decides which failed attempts of one stage are made again, and when. */
export class Retries {
  readonly #level: Pacing;
  readonly #policy: RetryPolicy;
  readonly #delay: number | RetryDelay;

  constructor(level: Pacing) {
    const { retry = 0 } = level.stage;
    this.#level = level;
    this.#policy = typeof retry === 'number' ? { count: retry } : retry;
    this.#delay = this.#policy.delay ?? exponentialBackoff();
  }

  /**
   * An attempt has failed: its limits rest if its failure says so, and its branch sleeps if it may have another attempt.
   *
   * @returns whether it may
   * @throws what the user's functions throw; and an error for what they must not return, whose
   * `cause` is the failure
   */
  follow(branch: PacedBranch, failure: Failure): boolean {
    // Whoever is asked, or told, may end the run.
    const isOver = (): boolean => branch.over;
    const sleep = new Sleep(this.#level.run.plan.scheduler, () => {
      this.#wake(branch);
      this.#level.run.wake();
    });
    try {
      this.#pause(branch, failure, sleep);
      const wait = isOver() ? undefined : this.#waitFor(branch, failure);
      if (wait !== undefined && !isOver()) {
        this.#level.run.report?.('retrying', branch, { reason: failure.reason, delay: typeof wait === 'number' ? wait : undefined });
        if (!isOver()) this.#sleep(branch, failure, wait, sleep);
      }
      return wait !== undefined || isOver();
    } finally {
      if (branch.where !== sleep) sleep.delete();
    }
  }

  /** Pauses the limits of a branch if its failure says so, before any other function is called. */
  #pause(branch: PacedBranch, failure: Failure, sleep: Sleep): void {
    const isOver = (): boolean => branch.over;
    const ms = this.#policy.pause?.(failure.reason) ?? 0;
    this.#check('pause', MILLISECONDS, ms, failure);
    if (ms === 0 || isOver()) return;
    const limits = this.#level.limitsOf(branch);
    if (limits.length === 0 || isOver()) return;
    // Set before the pause: a delay that ends at the same time as the pause ends first.
    sleep.begin(ms);
    for (const limit of limits) limit.pauseFor(ms);
    this.#level.run.report?.('paused', branch, { ms });
  }

  /** How long a branch is to wait for another attempt, if it may have one. */
  #waitFor(branch: PacedBranch, failure: Failure): number | ObservableInput<unknown> | undefined {
    const { attempts, emissions, earlier, expired } = branch;
    const { count, when } = this.#policy;
    if (expired || emissions > earlier || attempts > count) return undefined;
    if (when !== undefined) {
      const isWorthIt: unknown = when(failure.reason);
      this.#check('when', AT_ONCE, isWorthIt, failure);
      if (!isWorthIt || branch.over) return undefined;
    }
    const delay = this.#delay;
    if (typeof delay === 'number') return delay;
    const wait = delay(failure.reason, attempts, this.#level.run.plan.random);
    this.#check('delay', DELAY, wait, failure);
    return wait;
  }

  #sleep(branch: PacedBranch, failure: Failure, wait: number | ObservableInput<unknown>, sleep: Sleep): void {
    branch.again = true;
    if (wait === 0) {
      // Whoever has ended the attempt wakes the run.
      this.#level.wait(branch);
    } else if (typeof wait === 'number') {
      branch.where = sleep;
      sleep.begin(wait);
    } else {
      const { run } = this.#level;
      const notifier = new Notifier(
        wait,
        branch.context,
        () => {
          this.#wake(branch);
          if (!notifier.opening) run.wake();
        },
        (own = failure) => {
          this.#level.fail(branch, own);
          if (!notifier.opening) run.wake();
        },
      );
      branch.where = notifier;
      notifier.open();
    }
  }

  /** A branch has waited long enough. */
  #wake(branch: PacedBranch): void {
    branch.leave();
    this.#level.wait(branch);
  }

  #check(option: keyof RetryPolicy, rule: Rule, returned: unknown, failure: Failure): void {
    checkReturned(`what retry.${option} returns`, rule, returned, this.#level.stage.name, failure);
  }
}
