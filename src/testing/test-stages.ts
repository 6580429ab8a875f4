import type { Observable, Subscription } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { check, count, has } from '../check.js';
import type { Outcome } from '../outcome.js';
import { Limit } from '../policies/limits/limit.js';
import { CountRecord, type CountExpectation } from './count-expectation.js';
import { fakeAxios, type FakeAxios, type FakeResponse } from './fake-axios.js';
import type { Meanings } from './letters.js';
import { bare, inFull, OutcomeRecord, withInputs, type Aspect, type OutcomeMarbles, type OutcomesExpectation } from './outcome-expectation.js';
import { seeded } from './random.js';
import { scripted, type Script, type Scripted, type ScriptedOptions } from './scripted.js';
import { StagesScheduler } from './stages-scheduler.js';
import { StartRecord, type StartExpectation } from './start-expectation.js';
import { Statement, type AssertDeepEqual } from './statement.js';

/** A stage, by the name that outcomes and events call it. */
export interface NamedStage {
  readonly name: string;
}

/** What a test of pipelines is given: rxjs's own helpers of run mode, and those that know stages. */
export interface StageHelpers extends RunHelpers {
  /**
   * Makes a project that answers each input by its marbles: `detail.with({ project: scripted({ a: '--x|', b: '-#' }) })`.
   *
   * @param script - the marbles of each input; a list has those of its attempts in turn. An upper case letter that is no value is an error, as `#` is
   * @param values - what letters stand for
   * @default values each letter for itself
   * @param errors - what upper case letters and `#` stand for
   * @default errors each letter for itself, `#` for 'error'
   * @param options - how the marbles of an input are found
   */
  readonly scripted: <O = string, I = string | number>(
    script: Script,
    values?: Readonly<Record<string, O>>,
    errors?: Meanings,
    options?: ScriptedOptions<I>,
  ) => Scripted<O, I>;

  /**
   * Expects outcomes: `expectOutcomes(o$).toBe('--a-(bX)|', { a: 1, b: 2 }, { X: 'no' })`.
   *
   * @param outcomes - what a pipeline gives; it is subscribed to when the test is played
   * @param subscriptionMarbles - when it is subscribed to and unsubscribed from, as in `expectObservable`
   */
  readonly expectOutcomes: (outcomes: Observable<Outcome>, subscriptionMarbles?: string | null) => OutcomesExpectation;

  /** Expects how many attempts of a stage are open, or how many hold a limit: `expectActive(detail).toBe('0-2-1-0')`. */
  readonly expectActive: (subject: NamedStage | Limit) => CountExpectation;

  /** Expects how many branches wait before a stage, those between two attempts included, or how many a limit holds up. */
  readonly expectWaiting: (subject: NamedStage | Limit) => CountExpectation;

  /**
   * Makes a client for `fromAxios` that answers by marbles: `fakeAxios({ 'GET /users/1': ['-l|', '--u|'] }, { l: { status: 429, headers: { 'retry-after': '1' } } })`.
   *
   * @param routes - the marbles of each method and URL; a list has those of its requests in turn. `#` is a network error
   * @param responses - what letters stand for
   * @default responses each letter for a response of status 200 with itself as data
   * @param errors - what upper case letters and `#` stand for
   */
  readonly fakeAxios: (routes: Script, responses?: Readonly<Record<string, FakeResponse>>, errors?: Meanings) => FakeAxios;

  /** Expects which attempts of a stage start when: `expectStarts(detail).toBe('a-(bc)')`. */
  readonly expectStarts: (stage: NamedStage) => StartExpectation;
}

/** How a test is played. */
export interface TestStagesOptions {
  /**
   * Where the jitter begins, a whole number: each seed has its own.
   *
   * @default 1
   */
  readonly seed?: number | undefined;
}

/** Plays a test in virtual time. */
export type TestStages = <T>(body: (helpers: StageHelpers) => T, options?: TestStagesOptions) => T;

/** The test that is being written, for matchers that are outside of it. */
let current: StageHelpers | undefined;

/** The helpers of the test that is being written, if one is. */
export function currentHelpers(): StageHelpers | undefined {
  return current;
}

/**
 * Plays pipelines in virtual time, as rxjs's `TestScheduler.run` does with Observables: delays, retries with their backoff, timeouts and limits take no time, jitter is seeded, and
 * what was expected is verified when all has been played. Works with whatever `expect(actual).toEqual(expected)` there is, as jest's.
 *
 * ```text
 * source                a-b|
 * search    a           --(xy)|
 *           b             -#
 * outcomes              --(xy)|      with a concurrency of 2
 *                       ---B
 * ```
 *
 * Use when you test stages, alone or joined, with the options that they have in production; prefer {@link testStagesWith} in a runner without a global `expect`.
 *
 * - Order: expectations are verified in the order in which they were stated, after those of `expectObservable` and `expectSubscriptions`.
 * - Failure: the error shows both diagrams and points at the line that stated the expectation.
 * - Time: a stage whose project gives a promise or an async iterable cannot be played, and the test fails with a sentence that says so.
 *
 * @example
 * ```ts
 * import { stage } from 'rxjs-stages';
 * import { testStages } from 'rxjs-stages/testing';
 *
 * const detail = stage('detail', (id: string) => fetch(`https://example.org/${id}`).then((r) => r.text()), { concurrency: 1, retry: { count: 1, delay: 2 } });
 *
 * testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
 *   const project = scripted({ a: ['-#', '-x|'], b: '--y|' });
 *
 *   expectOutcomes(cold('(ab|)').pipe(detail.with({ project }))).toBe('---y-x|');
 *   expectActive(detail).toStayWithin(1);
 * });
 * ```
 *
 * @param body - states what is expected; it is not async
 * @param options - the seed of the jitter
 * @returns what `body` returns
 * @throws what the assertion throws, or an Error with both diagrams, at the line that stated the expectation
 */
export const testStages: TestStages = testStagesWith((actual, expected) => {
  const { expect } = globalThis as { expect?: (actual: unknown) => { toEqual(expected: unknown): void } };
  if (typeof expect !== 'function')
    throw new TypeError('testStages: there is no global expect(): make a testStages of your own, testStagesWith(assert.deepEqual), say');
  expect(actual).toEqual(expected);
});

/**
 * Makes a {@link testStages} for a runner with another deep equality than a global `expect`.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { testStagesWith } from 'rxjs-stages/testing';
 *
 * export const testStages = testStagesWith(assert.deepEqual);
 * ```
 *
 * @param assertDeepEqual - throws, or returns false, if two values are not alike
 */
export function testStagesWith(assertDeepEqual: AssertDeepEqual): TestStages {
  return (body, { seed = 1 } = {}) => {
    const scheduler = new StagesScheduler(assertDeepEqual, seeded(seed));
    const outer = current;
    try {
      return scheduler.play((helpers) => {
        current = helpersOf(scheduler, helpers);
        const result = body(current);
        if (has(result, 'then')) throw new TypeError('testStages: the body must not be async: what it expects is verified when it returns');
        return result;
      });
    } finally {
      current = outer;
    }
  };
}

function helpersOf(scheduler: StagesScheduler, helpers: RunHelpers): StageHelpers {
  return {
    ...helpers,
    scripted: (script, values, errors, options) => scripted(scheduler, script, values, errors, options),
    fakeAxios: (routes, responses, errors) => fakeAxios(scheduler, routes, responses, errors),
    expectOutcomes: (outcomes, subscriptionMarbles) => expectOutcomes(scheduler, outcomes, subscriptionMarbles),
    expectActive: (subject) => expectCount(scheduler, 'expectActive', subject, () => activeOf(scheduler, subject)),
    expectWaiting: (subject) => expectCount(scheduler, 'expectWaiting', subject, () => waitingOf(scheduler, subject)),
    expectStarts: (stage) => expectStarts(scheduler, stage),
  };
}

function activeOf(scheduler: StagesScheduler, subject: NamedStage | Limit): number {
  return subject instanceof Limit ? subject.active : scheduler.census(subject.name).open;
}

function waitingOf(scheduler: StagesScheduler, subject: NamedStage | Limit): number {
  return subject instanceof Limit ? subject.waiting : scheduler.census(subject.name).waiting;
}

function expectStarts(scheduler: StagesScheduler, { name }: NamedStage): StartExpectation {
  const record = scheduler.starts(new StartRecord(new Statement(expectStarts), name, scheduler.isEqual));
  const toBe = (marbles: string, inputs?: Meanings): void => {
    record.expect(new Statement(toBe), marbles, inputs);
  };
  return { toBe };
}

function expectCount(scheduler: StagesScheduler, helper: string, subject: NamedStage | Limit, current: () => number): CountExpectation {
  const stage = subject instanceof Limit ? undefined : subject.name;
  const title = `${helper} of ${stage === undefined ? 'a limit' : `stage '${stage}'`}`;
  const record = scheduler.count(new CountRecord(title, new Statement(expectCount), stage, current));
  const toBe = (marbles: string): void => {
    record.expect(new Statement(toBe), marbles);
  };
  const toStayWithin = (most: number): void => {
    check('toStayWithin: most', count(0), most);
    record.expectAtMost(new Statement(toStayWithin), most);
  };
  return { toBe, toStayWithin };
}

function expectOutcomes(scheduler: StagesScheduler, outcomes: Observable<Outcome>, subscriptionMarbles: string | null = null): OutcomesExpectation {
  const record = scheduler.add(new OutcomeRecord(new Statement(expectOutcomes), scheduler.isEqual, () => scheduler.left));
  const { subscribedFrame, unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(subscriptionMarbles, true);
  let subscription: Subscription | undefined;
  scheduler.schedule(
    () => {
      subscription = outcomes.subscribe({
        next: (outcome) => {
          record.add({ frame: scheduler.frame, kind: 'outcome', outcome });
        },
        error: (reason: unknown) => {
          record.add({ frame: scheduler.frame, kind: 'error', reason });
        },
        complete: () => {
          record.add({ frame: scheduler.frame, kind: 'completion' });
        },
      });
    },
    subscribedFrame === Infinity ? 0 : subscribedFrame,
  );
  // As in rxjs, before whatever else is scheduled for that frame.
  if (unsubscribedFrame !== Infinity) scheduler.schedule(() => subscription?.unsubscribe(), unsubscribedFrame);
  const by = (aspect: Aspect): OutcomeMarbles => {
    const toBe = (marbles: string, values?: Meanings, reasons?: Meanings, error?: unknown): void => {
      record.expect(aspect, new Statement(toBe), marbles, values, reasons, error);
    };
    return { toBe };
  };
  return { ...by(bare), withInputs: by(withInputs), inFull: by(inFull) };
}
