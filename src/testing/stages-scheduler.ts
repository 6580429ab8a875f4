import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { has } from '../check.js';
import { watchRuns, type Watcher } from '../engine/create-run.js';
import type { Dispatcher } from '../engine/dispatcher.js';
import type { Plan, StagePlan } from '../engine/plan.js';
import type { CountRecord } from './count-expectation.js';
import type { Expectation } from './expectation.js';
import type { StartRecord } from './start-expectation.js';
import { isError, Statement, type AssertDeepEqual } from './statement.js';

/** How many attempts of a stage are open, and how many branches wait before it. */
export interface Census {
  readonly open: number;
  readonly waiting: number;
}

/** One of rxjs's own expectations: where it was stated, once it is. */
interface Own {
  statement?: Statement;
}

/** Virtual time in which pipelines run: it watches every run that begins meanwhile, and verifies what was stated when all has been played. */
export class StagesScheduler extends TestScheduler implements Watcher {
  readonly #expectations: Expectation[] = [];
  readonly #counts: CountRecord[] = [];
  readonly #starts: StartRecord[] = [];
  readonly #runs: Dispatcher[] = [];
  readonly #random: () => number;
  /** Where each of rxjs's own expectations was stated, in the order in which rxjs verifies them. */
  readonly #own: Own[] = [];
  #problem: { readonly error: unknown } | undefined;
  /** What stages have given that is answered in real time. */
  readonly #unplayable = new Map<string, string>();
  #flushing = false;
  #played = false;

  constructor(
    private readonly assert: AssertDeepEqual,
    random: () => number,
  ) {
    super((actual, expected) => {
      this.#verifyOwn(actual, expected);
    });
    this.#random = random;
    this.#watchFrames();
  }

  /** Plays a test. */
  play<T>(body: (helpers: RunHelpers) => T): T {
    const before = watchRuns(this);
    try {
      const result = this.run(body);
      const names = this.#names;
      for (const expectation of this.#expectations) expectation.end();
      for (const expectation of this.#expectations) {
        const { stage } = expectation;
        if (stage !== undefined && !names.has(stage))
          expectation.fail(`no run has a stage '${stage}', only ${[...names].join(', ') || 'nothing has run'}`);
      }
      return result;
    } finally {
      watchRuns(before);
    }
  }

  readonly isEqual = (actual: unknown, expected: unknown): boolean => {
    try {
      return this.assert(actual, expected) !== false;
    } catch {
      return false;
    }
  };

  add<T extends Expectation>(expectation: T): T {
    this.#expectations.push(expectation);
    return expectation;
  }

  count(record: CountRecord): CountRecord {
    this.#counts.push(record);
    return this.#watch(record);
  }

  starts(record: StartRecord): StartRecord {
    this.#starts.push(record);
    return this.#watch(record);
  }

  /** How many there are at a stage now, in all runs. */
  census(stage: string): Census {
    let open = 0;
    let waiting = 0;
    for (const run of this.#runs) {
      if (run.closed) continue;
      for (const { branch } of run.attempts) if (branch.level.stage.name === stage) open++;
      for (const level of run.levels) if (level.stage.name === stage) waiting += level.queued;
    }
    return { open, waiting };
  }

  /** Says which stages have attempts that are still at work. */
  get left(): string {
    return [...this.#names]
      .map((name) => ({ name, ...this.census(name) }))
      .filter(({ open }) => open > 0)
      .map(({ name, open }) => `still open at stage '${name}' when all had been played: ${String(open)}, of what never ends or waits for a promise`)
      .join('\n');
  }

  prepare(plan: Plan): Plan {
    return {
      ...plan,
      random: plan.random === Math.random ? this.#random : plan.random,
      stages: plan.stages.map((stage) => this.#watched(stage)),
      onEvent: (event) => {
        this.#sample();
        plan.onEvent?.(event);
      },
    };
  }

  began(run: Dispatcher): void {
    this.#runs.push(run);
  }

  /** Does something whose failure is the test's, whoever catches it first. */
  orProblem<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      this.#problem ??= { error };
      throw error;
    }
  }

  /** Plays all that is left, unless it is being played. */
  settle(): void {
    if (!this.#flushing) this.flush();
  }

  override expectObservable: TestScheduler['expectObservable'] = (observable, subscriptionMarbles) => {
    const own: Own = {};
    const expectation = super.expectObservable(observable, subscriptionMarbles);
    this.#own.push(own);
    return {
      toBe: stating(own, (...args: Parameters<typeof expectation.toBe>) => {
        expectation.toBe(...args);
      }),
      toEqual: stating(own, expectation.toEqual),
    };
  };

  override expectSubscriptions: TestScheduler['expectSubscriptions'] = (logs) => {
    const own: Own = {};
    const expectation = super.expectSubscriptions(logs);
    this.#own.push(own);
    return { toBe: stating(own, expectation.toBe) };
  };

  override flush(): void {
    this.#flushing = true;
    this.#played = true;
    try {
      super.flush();
      this.#sample();
      this.#verify();
    } finally {
      this.#flushing = false;
    }
  }

  /** The stages of all runs. */
  get #names(): Set<string> {
    return new Set(this.#runs.flatMap(({ levels }) => levels.map(({ stage }) => stage.name)));
  }

  /** What is stated of attempts and branches is seen from the beginning only. */
  #watch<T extends Expectation>(record: T): T {
    if (this.#played) record.fail('state it before the test is played, by flush() or by reading what was asked');
    return this.add(record);
  }

  #verify(): void {
    this.#throwProblem();
    for (const expectation of this.#expectations) expectation.verify();
  }

  /** What rxjs has compared: those whose diagram is stated, in order. */
  #verifyOwn(actual: unknown, expected: unknown): void {
    this.#throwProblem();
    const index = this.#own.findIndex(({ statement }) => statement !== undefined);
    const [{ statement } = {}] = this.#own.splice(index, 1);
    try {
      if (this.assert(actual, expected) === false) throw new Error('the notifications are not those expected');
    } catch (error) {
      statement?.fail(isError(error) ? error.message : String(error), error);
    }
  }

  #throwProblem(): void {
    const problem = this.#problem;
    this.#problem = undefined;
    if (problem !== undefined) throw problem.error;
    // What was given up in time, as by a timeout, has been played.
    for (const [stage, what] of this.#unplayable) if (this.census(stage).open > 0) throw new Error(unplayable(stage, what));
  }

  #sample(): void {
    for (const count of this.#counts) count.sample(this.frame);
  }

  /** The same stage: what starts is noted, and what cannot be played in virtual time is a problem. */
  #watched(stage: StagePlan): StagePlan {
    return {
      ...stage,
      project: (input, context) => {
        for (const starts of this.#starts) if (starts.stage === stage.name) starts.add(this.frame, input, context.attempt);
        const given = stage.project(input, context);
        if (given instanceof Promise || (has(given, Symbol.asyncIterator) && !has(given, 'subscribe'))) {
          this.#unplayable.set(stage.name, given instanceof Promise ? 'a promise' : 'an async iterable');
        }
        return given;
      },
    };
  }

  /** At the end of each frame all numbers are looked at once more. */
  #watchFrames(): void {
    let now = this.frame;
    Object.defineProperty(this, 'frame', {
      get: () => now,
      set: (frame: number) => {
        if (frame > now) this.#sample();
        now = frame;
      },
    });
  }
}

/** Notes where something is stated, and states it. */
function stating<A extends unknown[]>(own: Own, state: (...args: A) => void): (...args: A) => void {
  const stated = (...args: A): void => {
    own.statement = new Statement(stated);
    state(...args);
  };
  return stated;
}

function unplayable(stage: string, what: string): string {
  return `stage '${stage}' gave ${what}, which is answered in real time and cannot be played in virtual time: give its stage a project of marbles for the test, \`stage.with({ project: scripted({ … }) })\`, or one that returns an Observable`;
}
