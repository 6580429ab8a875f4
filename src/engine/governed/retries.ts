import { from, Subscription, take, type ObservableInput } from 'rxjs';
import { check, MILLISECONDS } from '../../check.js';
import { exponentialBackoff } from '../../policies/exponential-backoff.js';
import type { RetryDelay, RetryPolicy } from '../../policies/retry.js';
import { quote } from '../../quote.js';
import type { GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';

/** Decides which failed attempts of one stage are made again, and when. */
export class Retries {
  readonly #level: GovernedLevel;
  readonly #policy: RetryPolicy;
  readonly #delay: number | RetryDelay;

  constructor(level: GovernedLevel) {
    const { retry = 0 } = level.stage;
    this.#level = level;
    this.#policy = typeof retry === 'number' ? { count: retry } : retry;
    this.#delay = this.#policy.delay ?? exponentialBackoff();
  }

  /**
   * An attempt has failed: its limits rest if its failure says so, and its branch sleeps if it may have another attempt.
   *
   * @returns whether it may
   * @throws what the user's functions throw, or a RangeError for what they should not have returned
   */
  follow(branch: GovernedBranch, reason: unknown): boolean {
    // Whoever is asked, or told, may end the run.
    const isOver = (): boolean => branch.over;
    this.#pause(branch, reason);
    const { attempts, emissions, earlier, expired } = branch;
    if (isOver() || expired || emissions > earlier || attempts > this.#policy.count || this.#policy.when?.(reason) === false) return false;

    const { run } = this.#level;
    const delay = this.#delay;
    const wait = typeof delay === 'number' ? delay : delay(reason, attempts, run.plan.random);
    const known = typeof wait === 'number';
    if (known) this.#check('delay', wait);
    if (!isOver()) run.report?.('retrying', branch, { reason, delay: known ? wait : undefined });
    branch.again = true;
    if (!isOver()) this.#sleep(branch, wait);
    return true;
  }

  #pause(branch: GovernedBranch, reason: unknown): void {
    const ms = this.#policy.pause?.(reason) ?? 0;
    if (ms === 0 || branch.over) return;
    this.#check('pause', ms);
    const limits = this.#level.limitsOf(branch.input);
    if (limits.length > 0) this.#level.run.report?.('paused', branch, { ms });
    for (const limit of limits) limit.pauseFor(ms);
  }

  #sleep(branch: GovernedBranch, wait: number | ObservableInput<unknown>): void {
    const { run } = this.#level;
    const sleep = new Subscription();
    const awake = (): void => {
      branch.leave();
      this.#level.wait(branch);
      run.wake();
    };
    branch.where = {
      delete() {
        sleep.unsubscribe();
      },
    };
    if (wait === 0) awake();
    else if (typeof wait === 'number') {
      const alarm = run.alarms.set(wait, awake);
      sleep.add(() => {
        run.alarms.clear(alarm);
      });
    } else {
      const error = (reason: unknown): void => {
        this.#level.fail(branch, { reason });
        run.wake();
      };
      sleep.add(from(wait).pipe(take(1)).subscribe({ complete: awake, error }));
    }
  }

  #check(what: string, ms: number): void {
    check(`${what} of stage ${quote(this.#level.stage.name)}`, MILLISECONDS, ms);
  }
}
