import { Subscription } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { watchRuns } from '../engine/create-run.js';
import { whole } from './diagrams/whole.js';
import type { Equality } from './equality.js';
import type { Expectation } from './expectations/expectation.js';
import type { Unhandled } from './doubles/virtual-promise.js';
import { WatchedRuns } from './watched-runs.js';

/** A test that runs more actions of RxJS than this, which take some seconds, counts as endless. */
const MOST_STEPS = 500_000;

const ENDLESS = "Unsubscribe from endless Observables, for example with `expectOutcomes(outcomes, '^ 9s !')`.";

type Schedule = TestScheduler['schedule'];

/**
 * Virtual time in which pipelines run; a frame is a ms. Expectations are verified when everything
 * has run.
 */
export class StagesScheduler extends TestScheduler {
  readonly runs: WatchedRuns;
  /** Rejections that nothing handles yet. */
  readonly unhandled: Unhandled = new Set();
  readonly #expectations: Expectation[] = [];
  /** What is unsubscribed when the test ends. */
  readonly #subscriptions = new Subscription();
  #problem: { readonly error: unknown } | undefined;
  #flushing = false;
  #played = false;
  #over = false;
  #steps = 0;

  constructor(
    readonly equality: Equality,
    random: () => number,
  ) {
    // All expectations are verified here, and none by RxJS.
    super(() => undefined);
    this.runs = new WatchedRuns(random, this.#subscriptions);
    this.#watchFrames();
  }

  /** Whether the test has ended, and what still happens is its cleanup. */
  get over(): boolean {
    return this.#over;
  }

  /** Runs a test. */
  play<T>(body: (helpers: RunHelpers) => T): T {
    const before = watchRuns(this.runs);
    try {
      return this.run((helpers) => {
        const failures: unknown[] = [];
        let result: T | undefined;
        try {
          result = body(helpers);
          this.flush();
          for (const expectation of this.#expectations) expectation.end();
        } catch (error) {
          failures.push(error);
        }
        this.#over = true;
        try {
          this.#subscriptions.unsubscribe();
        } catch (error) {
          failures.push(error);
        }
        if (failures.length > 0) throw failures[0];
        return result as T;
      });
    } finally {
      watchRuns(before);
    }
  }

  /**
   * @throws if the test has ended: expectations would not be verified, and nothing runs any more
   */
  assertGoingOn(): void {
    if (this.#over) throw new Error('These helpers belong to a test that has finished. Use the helpers passed to the current test.');
  }

  add<T extends Expectation>(expectation: T): T {
    this.assertGoingOn();
    this.#expectations.push(expectation);
    return expectation;
  }

  /** Adds an expectation that must observe from the beginning. */
  addFromTheBeginning<T extends Expectation>(expectation: T): T {
    if (this.#played) expectation.fail('call it before `flush()`, `calls` and `requests`, which run the test');
    if (!this.runs.none) expectation.fail('call it before the first subscription');
    return this.add(expectation);
  }

  /** Unsubscribes something when the test ends. */
  untilOver(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  /** Calls a function whose error fails the test, even if something catches it. */
  orProblem<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      this.noteProblem(error);
      throw error;
    }
  }

  /** Fails the test with this error, unless an earlier one does. */
  noteProblem(error: unknown): void {
    this.#problem ??= { error };
  }

  /** Runs the rest of the virtual time, unless it is running already. */
  settle(): void {
    if (!this.#flushing && !this.#over) this.flush();
  }

  /** The frame at which whatever happens now is shown. */
  get ms(): number {
    return whole(this.frame);
  }

  /** Ends actions that repeat endlessly. */
  override schedule: Schedule = (work, delay, state) => {
    if (++this.#steps <= MOST_STEPS) return super.schedule(work, delay, state);
    this.noteProblem(new Error(`testStages: the test did not end within ${String(MOST_STEPS)} steps, at ${String(this.ms)} ms. ${ENDLESS}`));
    return Subscription.EMPTY;
  };

  override flush(): void {
    this.#flushing = true;
    this.#played = true;
    try {
      super.flush();
      this.runs.sample();
      this.#verify();
    } finally {
      this.#flushing = false;
    }
  }

  #verify(): void {
    if (this.#problem !== undefined) throw this.#problem.error;
    this.runs.assertPlayed();
    for (const { reason } of this.unhandled) throw reason;
    for (const expectation of this.#expectations) expectation.verify();
  }

  /** At the end of each frame, all numbers are sampled once more. */
  #watchFrames(): void {
    let now = this.frame;
    Object.defineProperty(this, 'frame', {
      get: () => now,
      set: (frame: number) => {
        if (frame > now) this.runs.sample();
        now = frame;
      },
    });
  }
}
