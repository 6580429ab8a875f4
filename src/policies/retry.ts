import type { ObservableInput, SchedulerLike, Subscription } from 'rxjs';
import { count, fits, FUNCTION, LONGEST_TIMER, MILLISECONDS, OBJECT, readOptions, type Rule } from '../check.js';
import { within, type AsyncContext } from '../engine/async-context.js';
import { isInput } from '../engine/input/input-source.js';
import { Input } from '../engine/input/input.js';
import { isClosed } from '../engine/is-closed.js';
import type { Attempt, Branch, BranchQueue, Failure, Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { isRemoteStageError } from '../remote/remote-stage-error.js';
import { AT_ONCE, checkReturned } from './check-returned.js';
import { exponentialBackoff } from './exponential-backoff.js';

/**
 * Returns how long to wait before a retry: a number of ms, or an input whose first value ends the
 * wait. If that input completes without a value, there is no retry: the branch is rejected with the
 * reason of its attempt. Any other result rejects the branch with an error that names `delay`.
 *
 * @param error - why the attempt failed
 * @param retryCount - the number of the retry to come, from 1
 * @param random - the pipeline's source of random numbers, in [0, 1)
 */
export type RetryDelay = (error: unknown, retryCount: number, random: () => number) => number | (ObservableInput<unknown> & object);

/**
 * When a failed attempt is retried. An attempt that has emitted a value is not retried, because the
 * value cannot be taken back, unless the stage is `atomic`. A branch that waits for its retry holds
 * no slot.
 */
export interface RetryPolicy {
  /**
   * The maximum number of retries of a branch, in addition to its first attempt: an integer >= 0,
   * or `Infinity`.
   */
  readonly count: number;
  /**
   * How long to wait before each retry: a number of ms >= 0, or a function that returns it. With 0,
   * the branch is enqueued again in the same turn.
   *
   * @default exponentialBackoff()
   */
  readonly delay?: number | RetryDelay | undefined;
  /**
   * Whether a failure is worth a retry: a truthy result means yes. It must not be async.
   *
   * @default every failure is
   */
  readonly when?: ((error: unknown) => boolean) | undefined;
  /**
   * For how many ms the limits of the branch pause; with `perKey`, only the limit of its key. It is
   * called after each failed attempt, including the last one, and the pause begins at once. 0 or
   * `undefined` means no pause.
   */
  readonly pause?: ((error: unknown) => number | undefined) | undefined;
}

type Wait = number | ObservableInput<unknown>;

const RULES = {
  count: count(0),
  delay: [`${MILLISECONDS[0]}, or a function`, (value) => fits(MILLISECONDS, value) || fits(FUNCTION, value)],
  when: FUNCTION,
  pause: FUNCTION,
} satisfies Record<keyof RetryPolicy, Rule>;

const RETURNED_DELAY: Rule = [`${MILLISECONDS[0]}, an Observable or a promise`, (value) => MILLISECONDS[1](value) || isInput(value)];

export const retry: PolicyDefinition<{ readonly retry?: number | RetryPolicy }> = {
  rules: { retry: [`${count(0)[0]}, or a retry policy`, (value) => fits(count(0), value) || fits(OBJECT, value)] },
  check(where, options) {
    if (fits(OBJECT, options.retry)) readOptions(`${where}: retry`, options.retry as object, RULES, {}, ['count']);
  },
  create: (options, stage) =>
    options.retry === undefined ? [] : [new Retry(stage, typeof options.retry === 'number' ? { count: options.retry } : options.retry)],
};

function requeue(policy: Retry, branch: Branch): void {
  policy.requeue(branch);
}

/**
 * Decides which failed attempts are retried, and when. A waiting branch that has had an attempt is
 * a retry.
 */
class Retry implements Policy {
  readonly handlesFailures = true;
  /**
   * The pause begins before `settled` is reported, because the listener may start other branches.
   */
  readonly reportsFailures: true | undefined;
  private readonly stage: StageRun;
  private readonly policy: RetryPolicy;
  private readonly delay: number | RetryDelay;

  constructor(stage: StageRun, policy: RetryPolicy) {
    this.stage = stage;
    this.policy = policy;
    this.delay = policy.delay ?? exponentialBackoff();
    this.reportsFailures = policy.pause && true;
  }

  /**
   * An attempt has failed. Pauses its limits if the failure calls for it, and lets the branch sleep
   * if it may be retried.
   */
  settled(branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean {
    if (failure === undefined || attempt === undefined) return false;
    const { run } = this.stage;
    this.stage.park(branch);
    const sleep = new Sleep(run.plan.scheduler, () => {
      this.wake(branch);
      run.drain();
    });
    // User code may end the run.
    let mistake: Failure | undefined;
    try {
      this.pause(branch, failure, sleep);
      const wait = isClosed(branch) ? undefined : this.waitFor(branch, failure, attempt);
      if (isClosed(branch)) return true;
      if (wait === undefined) return false;
      run.reporter?.report('retrying', branch, { reason: failure.reason, delay: typeof wait === 'number' ? wait : undefined });
      if (!isClosed(branch)) this.sleep(branch, failure, wait, sleep);
    } catch (reason) {
      mistake = { reason };
    } finally {
      if (branch.queue !== sleep) sleep.delete();
    }
    if (mistake !== undefined && !isClosed(branch)) this.stage.settle(branch, mistake, attempt, this);
    return true;
  }

  /**
   * Pauses the limits of a branch if its failure calls for it, before any other function is called.
   */
  private pause(branch: Branch, failure: Failure, sleep: Sleep): void {
    let ms = 0;
    try {
      ms = this.pauseLimits(branch, failure, sleep);
    } finally {
      if (this.reportsFailures === true && !isClosed(branch)) this.stage.reportSettled(branch, failure);
    }
    if (ms > 0 && !isClosed(branch)) this.stage.run.reporter?.report('paused', branch, { ms });
  }

  /** @returns for how long, in ms */
  private pauseLimits(branch: Branch, failure: Failure, sleep: Sleep): number {
    const ms = this.policy.pause?.(failure.reason) ?? 0;
    this.check('pause', MILLISECONDS, ms, failure);
    if (ms === 0 || isClosed(branch)) return 0;
    const limits = this.stage.limitsOf(branch);
    if (limits.length === 0 || isClosed(branch)) return 0;
    // Set before the pause: a delay that ends at the same time as the pause ends first.
    sleep.begin(ms);
    for (const limit of limits) limit.pauseFor(ms);
    return ms;
  }

  /** How long a branch waits for another attempt, if it may have one. */
  private waitFor(branch: Branch, failure: Failure, { emittedBefore }: Attempt): Wait | undefined {
    const { attempts, emissions, deadlines } = branch;
    const { count, when } = this.policy;
    if (deadlines?.isExpired === true || emissions > emittedBefore || attempts > count || isRemoteStageError(failure.reason)) return undefined;
    if (when !== undefined) {
      const isWorthIt: unknown = when(failure.reason);
      this.check('when', AT_ONCE, isWorthIt, failure);
      if (!isWorthIt || isClosed(branch)) return undefined;
    }
    const delay = this.delay;
    if (typeof delay === 'number') return delay;
    const wait = delay(failure.reason, attempts, this.stage.run.plan.random);
    this.check('delay', RETURNED_DELAY, wait, failure);
    return wait;
  }

  private sleep(branch: Branch, failure: Failure, wait: Wait, sleep: Sleep): void {
    // The caller that ended the attempt drains the run.
    if (wait === 0) this.requeue(branch);
    else if (typeof wait === 'number') {
      branch.queue = sleep;
      sleep.begin(wait);
    } else {
      const { run } = this.stage;
      const notifier = new Notifier(
        wait,
        branch.context,
        () => {
          this.wake(branch);
          if (!notifier.isOpening) run.drain();
        },
        (own = failure) => {
          this.stage.leave(branch);
          this.stage.settle(branch, own, undefined, this);
          if (!notifier.isOpening) run.drain();
        },
      );
      branch.queue = notifier;
      notifier.open();
    }
  }

  /** A branch has waited long enough. */
  private wake(branch: Branch): void {
    this.stage.leave(branch);
    within(branch.context, requeue, this, branch);
  }

  requeue(branch: Branch): void {
    this.stage.run.reporter?.report('requeued', branch);
    // The listener may have ended the run.
    if (!isClosed(branch)) this.stage.enqueue(branch);
  }

  private check(option: keyof RetryPolicy, rule: Rule, returned: unknown, failure: Failure): void {
    checkReturned(`the result of retry.${option}`, rule, returned, this.stage.plan.name, failure);
  }
}

/** A wait of any length, including `Infinity`. A long one takes several timers. */
class Sleep implements BranchQueue {
  private timer: Subscription | undefined = undefined;
  private ms: number | undefined = undefined;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly over: () => void,
  ) {}

  /** Starts the wait. A wait of the same length that has already started goes on. */
  begin(ms: number): void {
    if (ms === this.ms) return;
    this.delete();
    this.ms = ms;
    this.wait(ms);
  }

  delete(): void {
    this.timer?.unsubscribe();
  }

  private wait(left: number): void {
    if (left === Infinity) return;
    const ms = Math.min(left, LONGEST_TIMER);
    this.timer = this.scheduler.schedule(() => {
      if (left > ms) this.wait(left - ms);
      else this.over();
    }, ms);
  }
}

/** What `delay` returns if that is not a number: its first value ends the wait. */
class Notifier extends Input implements BranchQueue {
  readonly title = 'the result of retry.delay';
  /** Whether `open` is running: its caller drains the run afterwards. */
  isOpening = true;

  constructor(
    private readonly given: unknown,
    readonly context: AsyncContext | undefined,
    /** Called when a value arrives. */
    private readonly notified: () => void,
    /** Called when it has ended without one; with a failure of its own if it failed. */
    private readonly ended: (failure: Failure | undefined) => void,
  ) {
    super();
  }

  override open(): void {
    super.open();
    this.isOpening = false;
  }

  next(): void {
    if (this.finished) return;
    this.finished = true;
    this.notified();
  }

  ready(): void {
    if (this.finished) this.ended(this.failure);
    else this.pull();
  }

  delete(): void {
    this.finished = true;
    this.source?.cancel();
  }

  protected input(): unknown {
    return this.given;
  }
}
