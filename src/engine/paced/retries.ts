import { from, Subscription, take, timer, type ObservableInput } from 'rxjs';
import { LONGEST_TIMER, MILLISECONDS, unfit } from '../../check.js';
import { exponentialBackoff } from '../../policies/exponential-backoff.js';
import type { RetryDelay, RetryPolicy } from '../../policies/retry.js';
import { quote } from '../../quote.js';
import type { PacedBranch, Pacing } from './paced-branch.js';

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
   * @throws what the user's functions throw, or a RangeError for what they should not have returned
   */
  follow(branch: PacedBranch, reason: unknown): boolean {
    // Whoever is asked, or told, may end the run.
    const isOver = (): boolean => branch.over;
    const { run } = this.#level;
    const ms = this.#policy.pause?.(reason) ?? 0;
    this.#check('pause', ms);
    const limits = ms > 0 && !isOver() ? this.#level.limitsOf(branch) : [];
    const wait = isOver() ? undefined : this.#waitFor(branch, reason);
    if (limits.length > 0 && !isOver()) run.report?.('paused', branch, { ms });
    if (wait !== undefined && !isOver()) {
      run.report?.('retrying', branch, { reason, delay: typeof wait === 'number' ? wait : undefined });
      branch.again = true;
      // Before the pause begins: if both end at the same time, it is to be there already.
      if (!isOver()) this.#sleep(branch, wait);
    }
    for (const limit of limits) limit.pauseFor(ms);
    return wait !== undefined || isOver();
  }

  /** How long a branch is to wait for another attempt, if it may have one. */
  #waitFor(branch: PacedBranch, reason: unknown): number | ObservableInput<unknown> | undefined {
    const { attempts, emissions, earlier, expired } = branch;
    if (expired || emissions > earlier || attempts > this.#policy.count || this.#policy.when?.(reason) === false) return undefined;
    const delay = this.#delay;
    const wait = typeof delay === 'number' ? delay : delay(reason, attempts, this.#level.run.plan.random);
    if (typeof wait === 'number') this.#check('delay', wait);
    return wait;
  }

  #sleep(branch: PacedBranch, wait: number | ObservableInput<unknown>): void {
    const { run } = this.#level;
    if (wait === 0) {
      // Whoever has ended the attempt wakes the run.
      this.#level.wait(branch);
      return;
    }
    const sleep = new Subscription();
    branch.where = {
      delete() {
        sleep.unsubscribe();
      },
    };
    const over = typeof wait === 'number' ? timer(Math.min(wait, LONGEST_TIMER), run.plan.scheduler) : from(wait).pipe(take(1));
    let wakes = false;
    const awake = (): void => {
      if (wakes) run.wake();
    };
    sleep.add(
      over.subscribe({
        complete: () => {
          branch.leave();
          this.#level.wait(branch);
          awake();
        },
        error: (reason: unknown) => {
          this.#level.fail(branch, { reason });
          awake();
        },
      }),
    );
    wakes = true;
  }

  #check(what: string, ms: number): void {
    if (!MILLISECONDS[1](ms)) throw unfit(`stage ${quote(this.#level.stage.name)}: what retry.${what} returns`, MILLISECONDS, ms);
  }
}
