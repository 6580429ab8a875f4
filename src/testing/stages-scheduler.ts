import { Subscription } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { watchRuns } from '../engine/create-run.js';
import { whole } from './diagrams/whole.js';
import type { Equality } from './equality.js';
import type { Expectation } from './expectations/expectation.js';
import type { Unhandled } from './doubles/virtual-promise.js';
import { WatchedRuns } from './watched-runs.js';

/** What takes more actions of rxjs than that is taken for endless: some seconds. */
const MOST_STEPS = 500_000;

const ENDLESS = "Unsubscribe from what repeats for ever, for example by `expectOutcomes(outcomes, '^ 9s !')`.";

type Schedule = TestScheduler['schedule'];

/** Virtual time in which pipelines run, a ms a frame: what was stated is verified when all has been played. */
export class StagesScheduler extends TestScheduler {
  readonly runs: WatchedRuns;
  /** What was rejected, as long as nobody has asked for it. */
  readonly unhandled: Unhandled = new Set();
  readonly #expectations: Expectation[] = [];
  /** What is to be unsubscribed when the test is over. */
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
    // All that is stated is verified here, and nothing by rxjs.
    super(() => undefined);
    this.runs = new WatchedRuns(random, this.#subscriptions);
    this.#watchFrames();
  }

  /** Whether the test is over, and all that still happens is its end. */
  get over(): boolean {
    return this.#over;
  }

  /** Plays a test. */
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

  /** @throws if it is over: nobody looks at what is stated, and nothing is played any more */
  assertGoingOn(): void {
    if (this.#over) throw new Error('These helpers belong to a test that has finished. Use the helpers passed to the current test.');
  }

  add<T extends Expectation>(expectation: T): T {
    this.assertGoingOn();
    this.#expectations.push(expectation);
    return expectation;
  }

  /** Adds what is seen from the beginning only. */
  addFromTheBeginning<T extends Expectation>(expectation: T): T {
    if (this.#played) expectation.fail('state it before the test is played, by `flush()` or by reading `calls` or `requests`');
    if (!this.runs.none) expectation.fail('state it before the first subscription');
    return this.add(expectation);
  }

  /** Has something unsubscribed when the test is over. */
  untilOver(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  /** Does something whose failure is the test's, whoever catches it first. */
  orProblem<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      this.noteProblem(error);
      throw error;
    }
  }

  /** The test fails for this, unless it does for something before it. */
  noteProblem(error: unknown): void {
    this.#problem ??= { error };
  }

  /** Plays all that is left, unless it is being played. */
  settle(): void {
    if (!this.#flushing && !this.#over) this.flush();
  }

  /** The frame that whatever happens now is shown at. */
  get ms(): number {
    return whole(this.frame);
  }

  /** What repeats for ever is ended. */
  override schedule: Schedule = (work, delay, state) => {
    if (++this.#steps <= MOST_STEPS) return super.schedule(work, delay, state);
    this.noteProblem(new Error(`testStages: the test has not finished after ${String(MOST_STEPS)} steps, at ${String(this.ms)} ms. ${ENDLESS}`));
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

  /** At the end of each frame all numbers are looked at once more. */
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
