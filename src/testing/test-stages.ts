import type { Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { check, FUNCTION, has, readOptions, type Rule } from '../check.js';
import type { Outcome } from '../outcome.js';
import { activeOf, waitingOf, type CountTargets, type NamedStage } from './count-target.js';
import type { Meanings } from './diagrams/letters.js';
import { fakeAxios, type FakeAxios, type FakeResponse } from './doubles/fake-axios.js';
import type { Script } from './doubles/script.js';
import { scripted, type Scripted, type ScriptedOptions } from './doubles/scripted.js';
import { scriptedBatch, type ScriptedBatch } from './doubles/scripted-batch.js';
import { Equality, type AssertDeepEqual } from './equality.js';
import { expectCount, type CountExpectation } from './expectations/count-expectation.js';
import { expectObservable } from './expectations/observable-expectation.js';
import { expectOutcomes, type OutcomesExpectation } from './expectations/outcome-expectation.js';
import { expectStarts, type StartExpectation } from './expectations/start-expectation.js';
import { expectSubscriptions } from './expectations/subscription-expectation.js';
import { equalityOfRunner } from './runner.js';
import { seeded } from './seeded.js';
import { StagesScheduler } from './stages-scheduler.js';

/**
 * Creates a scripted project. Letters without values are strings. Inputs that are not strings or
 * numbers need `keyOf`.
 */
export interface MakeScripted {
  <O extends string = string, I extends string | number = string | number>(script: Script, values?: undefined, errors?: Meanings): Scripted<O, I>;
  <O = string, I extends string | number = string | number>(script: Script, values: Readonly<Record<string, O>>, errors?: Meanings): Scripted<O, I>;
  <O = string, I = string | number>(
    script: Script,
    values: Readonly<Record<string, O>> | undefined,
    errors: Meanings | undefined,
    options: ScriptedOptions<I>,
  ): Scripted<O, I>;
}

/**
 * Creates a scripted project of a batch stage. Letters without values are strings. Inputs that are
 * not strings or numbers need `keyOf`.
 */
export interface MakeScriptedBatch {
  <O extends string = string, I extends string | number = string | number>(
    script: Script,
    values?: undefined,
    errors?: Meanings,
  ): ScriptedBatch<O, I>;
  <O = string, I extends string | number = string | number>(
    script: Script,
    values: Readonly<Record<string, O>>,
    errors?: Meanings,
  ): ScriptedBatch<O, I>;
  <O = string, I = string | number>(
    script: Script,
    values: Readonly<Record<string, O>> | undefined,
    errors: Meanings | undefined,
    options: ScriptedOptions<I>,
  ): ScriptedBatch<O, I>;
}

/** The helpers of a test: those of `TestScheduler.run`, and helpers for stages. */
export interface StageHelpers extends RunHelpers {
  /**
   * Creates a project that answers each input with its marbles:
   * `detail.with({ project: scripted({ a: '--x|', b: '-#' }) })`.
   *
   * @param script - the marbles of each input; `*` for all others. A list has one diagram for each
   *   attempt in turn. An upper case letter without a value is an error, like `#`
   * @param values - the values of the letters
   * @default values each letter for itself
   * @param errors - the errors of upper case letters and `#`
   * @default errors each letter for itself, 'error' for `#`
   * @param options - how the marbles of an input are found
   */
  readonly scripted: MakeScripted;

  /**
   * Creates a project of a batch stage that answers with the marbles of each input:
   * `details.with({ project: scriptedBatch({ a: '--x', b: '---Y', c: '-#' }) })`.
   *
   * A request is answered at the letter of its last input. `#` fails the request of every batch
   * that includes the input, and `|` ends it without an answer.
   *
   * @param script - the marbles of each input; `*` for all others. A list has one diagram for each
   *   attempt of its branch in turn. An upper case letter without a value is an error of that input
   *   alone
   * @param values - the values of the letters
   * @default values each letter for itself
   * @param errors - the errors of upper case letters, each an `Error`, and of `#`
   * @default errors `new Error(letter)` for each letter, 'error' for `#`
   * @param options - how the marbles of an input are found
   */
  readonly scriptedBatch: MakeScriptedBatch;

  /**
   * Expects outcomes: `expectOutcomes(o$).toBe('--a-(bX)|', { a: 1, b: 2 }, { X: 'no' })`.
   *
   * @param outcomes - what a pipeline returns; it is subscribed to when the test runs
   * @param subscriptionMarbles - when it is subscribed to and unsubscribed from, as in
   *   `expectObservable`
   */
  readonly expectOutcomes: (outcomes: Observable<Outcome>, subscriptionMarbles?: string | null) => OutcomesExpectation;

  /**
   * Expects how many attempts of a stage are open, or how many hold a limit:
   * `expectActive(detail).toBe('0-2-1-0')`. A list of targets expects their sum. For a batch stage
   * it counts requests, like `concurrency`.
   */
  readonly expectActive: (targets: CountTargets) => CountExpectation;

  /**
   * Expects how many branches wait before a stage, including those between two attempts; or how
   * many wait for a limit.
   */
  readonly expectWaiting: (targets: CountTargets) => CountExpectation;

  /**
   * Creates a client for `fromAxios` that answers with marbles:
   * `fakeAxios({ 'GET /users/1': ['-l|', '--u|'] }, { l: { status: 429, headers: { 'retry-after':
   * '1' } } })`.
   *
   * @param routes - the marbles of each method and URL; `*` for all others. A list has one diagram
   *   for each request in turn. `#` is a network error
   * @param responses - the responses of the letters
   * @default responses for each letter, a response of status 200 with the letter as data
   * @param errors - the errors of upper case letters and `#`
   */
  readonly fakeAxios: (routes: Script, responses?: Readonly<Record<string, FakeResponse>>, errors?: Meanings) => FakeAxios;

  /**
   * Expects which attempts of a stage start, and when: `expectStarts(detail).toBe('a-(bc)')`. For a
   * batch stage, a group is a request, and a comma separates two: `'(ab)---(cd,e)'`.
   */
  readonly expectStarts: (stage: NamedStage) => StartExpectation;
}

/** The options of {@link testStages}. */
export interface TestStagesOptions {
  /**
   * The seed of the jitter, an integer. Each seed has its own sequence.
   *
   * @default 1
   */
  readonly seed?: number | undefined;
  /**
   * The source of random numbers, in [0, 1), for pipelines without a `random` of their own.
   * `() => 0.5` makes each delay the mean of its range.
   *
   * @default random pseudo-random numbers that depend on `seed`
   */
  readonly random?: (() => number) | undefined;
}

/** Runs a test in virtual time. */
export type TestStages = <T>(body: (helpers: StageHelpers) => T, options?: TestStagesOptions) => T;

const RULES: Readonly<Record<keyof TestStagesOptions, Rule>> = {
  seed: ['an integer', Number.isInteger],
  random: FUNCTION,
};

/** The current test, for matchers that are defined outside it. */
let current: StageHelpers | undefined;

/** The helpers of the current test, if one is being written. */
export function currentHelpers(): StageHelpers | undefined {
  return current;
}

/**
 * Runs pipelines in virtual time, as `TestScheduler.run` of RxJS does with Observables. Delays,
 * retries with their backoff, timeouts and limits take no real time. Jitter is seeded. Expectations
 * are verified when everything has run. It compares with the global
 * `expect(actual).toEqual(expected)`, such as jest's.
 *
 * ```text
 * source                a-b|
 * search    a           --(xy)|
 *           b             -#
 * outcomes              --(xy)|      with a concurrency of 2
 *                       ---B
 * ```
 *
 * Use when you test stages, alone or joined, with the options that they have in production; prefer
 * {@link testStagesWith} in a runner without a global `expect`.
 *
 * - Order: expectations are verified in the order in which they were stated, after those of
 *   `expectObservable` and `expectSubscriptions`.
 * - Failure: the error shows both diagrams and points to the line that stated the expectation.
 * - Time: a stage whose project returns a promise or an async iterable needs real time. The test
 *   then fails with a message that says so.
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
 * @param body - states expectations; it must not be async
 * @param options - the seed of the jitter, or its source
 * @returns what `body` returns
 * @throws what the assertion throws, or an Error with both diagrams, which points to the line that
 *   stated the expectation
 */
export const testStages: TestStages = (body, options) => play(equalityOfRunner(), body, options);

/**
 * Creates a {@link testStages} for a runner whose deep equality is not a global `expect`.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { testStagesWith } from 'rxjs-stages/testing';
 *
 * export const testStages = testStagesWith(assert.deepEqual);
 * ```
 *
 * @param assertDeepEqual - throws, or returns false, if two values differ
 * @returns a `testStages` that compares with it
 */
export function testStagesWith(assertDeepEqual: AssertDeepEqual): TestStages {
  check('testStagesWith: assertDeepEqual', FUNCTION, assertDeepEqual);
  return (body, options) => play(assertDeepEqual, body, options);
}

function play<T>(assertDeepEqual: AssertDeepEqual, body: (helpers: StageHelpers) => T, options: TestStagesOptions = {}): T {
  check('testStages: body', FUNCTION, body);
  if (current !== undefined) throw new TypeError('testStages must not be called within testStages: there is only one virtual time');
  const { seed, random } = readOptions<{ seed: number; random?: () => number }>('testStages', options, RULES, { seed: 1 });
  const scheduler = new StagesScheduler(new Equality(assertDeepEqual), random ?? seeded(seed));
  try {
    return scheduler.play((helpers) => {
      current = helpersOf(scheduler, helpers);
      const result = body(current);
      if (has(result, 'then') || has(result, 'throw'))
        throw new TypeError('testStages: body must not be async or a generator: its expectations are verified when it returns');
      return result;
    });
  } finally {
    current = undefined;
  }
}

function helpersOf(scheduler: StagesScheduler, helpers: RunHelpers): StageHelpers {
  return {
    ...helpers,
    expectObservable: expectObservable(scheduler),
    expectSubscriptions: expectSubscriptions(scheduler),
    scripted: (script: Script, values?: Readonly<Record<string, unknown>>, errors?: Meanings, options?: ScriptedOptions<never>) =>
      scripted(scheduler, script, values, errors, options) as never,
    scriptedBatch: (script: Script, values?: Readonly<Record<string, unknown>>, errors?: Meanings, options?: ScriptedOptions<never>) =>
      scriptedBatch(scheduler, script, values, errors, options) as never,
    fakeAxios: (routes, responses, errors) => fakeAxios(scheduler, routes, responses, errors),
    expectOutcomes: expectOutcomes(scheduler),
    expectActive: expectCount(scheduler, 'expectActive', activeOf),
    expectWaiting: expectCount(scheduler, 'expectWaiting', waitingOf),
    expectStarts: expectStarts(scheduler),
  };
}
