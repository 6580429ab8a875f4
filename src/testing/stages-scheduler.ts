import { Subscription } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { watchRuns } from '../engine/create-run.js';
import type { Equality } from './equality.js';
import type { Expectation } from './expectations/expectation.js';
import { WatchedRuns } from './watched-runs.js';

/** What takes more actions of rxjs than that is taken for endless: a second or two. */
const MOST_STEPS = 200_000;

const ENDLESS = "unsubscribe what repeats for ever, expectOutcomes(outcomes, '^ 9s !') say";

type Schedule = TestScheduler['schedule'];

/** Virtual time in which pipelines run, a ms a frame: what was stated is verified when all has been played. */
export class StagesScheduler extends TestScheduler {
  readonly runs: WatchedRuns;
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
    this.runs = new WatchedRuns(random);
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
        try {
          const result = body(helpers);
          this.flush();
          for (const expectation of this.#expectations) expectation.end();
          return result;
        } finally {
          this.#over = true;
          this.#subscriptions.unsubscribe();
          this.runs.end();
        }
      });
    } finally {
      watchRuns(before);
    }
  }

  add<T extends Expectation>(expectation: T): T {
    this.#expectations.push(expectation);
    return expectation;
  }

  /** Adds what is seen from the beginning only. */
  addFromTheBeginning<T extends Expectation>(expectation: T): T {
    if (this.#played) expectation.fail('state it before the test is played, by flush() or by reading what was asked');
    if (!this.runs.none) expectation.fail('state it before anything is subscribed to');
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

  /** Time goes by whole frames, so that marbles can say all of it: nothing comes before its time. What repeats for ever is ended. */
  override schedule: Schedule = (work, delay = 0, state) => {
    if (++this.#steps <= MOST_STEPS) return super.schedule(work, Math.ceil(delay), state);
    this.noteProblem(new Error(`testStages: at ${String(this.frame)} ms there is no end in sight after ${String(MOST_STEPS)} steps: ${ENDLESS}`));
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
