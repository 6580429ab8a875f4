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

/** Makes a scripted project. Letters without values are strings; inputs that are neither strings nor numbers need a `keyOf`. */
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

/** Makes a scripted project of a batch stage. Letters without values are strings; inputs that are neither strings nor numbers need a `keyOf`. */
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

/** What a test of pipelines is given: rxjs's own helpers of run mode, and those that know stages. */
export interface StageHelpers extends RunHelpers {
  /**
   * Makes a project that answers each input by its marbles: `detail.with({ project: scripted({ a: '--x|', b: '-#' }) })`.
   *
   * @param script - the marbles of each input, under `*` those of all others; a list has those of its attempts in turn. An upper case letter that is no value is an error, as `#` is
   * @param values - what letters stand for
   * @default values each letter for itself
   * @param errors - what upper case letters and `#` stand for
   * @default errors each letter for itself, `#` for 'error'
   * @param options - how the marbles of an input are found
   */
  readonly scripted: MakeScripted;

  /**
   * Makes a project of a batch stage that answers by the marbles of each input: `details.with({ project: scriptedBatch({ a: '--x', b: '---Y', c: '-#' }) })`.
   *
   * A request answers when the last of its inputs has its letter. `#` fails the request of every batch that has the input, and `|` ends it without an answer.
   *
   * @param script - the marbles of each input, under `*` those of all others; a list has those of the attempts of its branch in turn. An upper case letter that is no value is an error of that input alone
   * @param values - what letters stand for
   * @default values each letter for itself
   * @param errors - what upper case letters, each an Error, and `#` stand for
   * @default errors each letter for `new Error(letter)`, `#` for 'error'
   * @param options - how the marbles of an input are found
   */
  readonly scriptedBatch: MakeScriptedBatch;

  /**
   * Expects outcomes: `expectOutcomes(o$).toBe('--a-(bX)|', { a: 1, b: 2 }, { X: 'no' })`.
   *
   * @param outcomes - what a pipeline gives; it is subscribed to when the test is played
   * @param subscriptionMarbles - when it is subscribed to and unsubscribed from, as in `expectObservable`
   */
  readonly expectOutcomes: (outcomes: Observable<Outcome>, subscriptionMarbles?: string | null) => OutcomesExpectation;

  /**
   * Expects how many attempts of a stage are open, or how many hold a limit: `expectActive(detail).toBe('0-2-1-0')`; of a list their sum. Of a batch stage it counts requests,
   * as `concurrency` does.
   */
  readonly expectActive: (targets: CountTargets) => CountExpectation;

  /** Expects how many branches wait before a stage, those between two attempts included, or how many a limit holds up. */
  readonly expectWaiting: (targets: CountTargets) => CountExpectation;

  /**
   * Makes a client for `fromAxios` that answers by marbles: `fakeAxios({ 'GET /users/1': ['-l|', '--u|'] }, { l: { status: 429, headers: { 'retry-after': '1' } } })`.
   *
   * @param routes - the marbles of each method and URL, under `*` those of all others; a list has those of its requests in turn. `#` is a network error
   * @param responses - what letters stand for
   * @default responses each letter for a response of status 200 with itself as data
   * @param errors - what upper case letters and `#` stand for
   */
  readonly fakeAxios: (routes: Script, responses?: Readonly<Record<string, FakeResponse>>, errors?: Meanings) => FakeAxios;

  /** Expects which attempts of a stage start when: `expectStarts(detail).toBe('a-(bc)')`. Of a batch stage a group is a request, and a comma comes between two: `'(ab)---(cd,e)'`. */
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
  /**
   * The jitter itself, from 0 to below 1, of pipelines that have no `random` of their own: `() => 0.5` makes each delay the mean of those that there may be.
   *
   * @default random one that looks like chance, and begins at `seed`
   */
  readonly random?: (() => number) | undefined;
}

/** Plays a test in virtual time. */
export type TestStages = <T>(body: (helpers: StageHelpers) => T, options?: TestStagesOptions) => T;

const RULES: Readonly<Record<keyof TestStagesOptions, Rule>> = {
  seed: ['an integer', Number.isInteger],
  random: FUNCTION,
};

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
export const testStages: TestStages = (body, options) => play(equalityOfRunner(), body, options);

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
        throw new TypeError('testStages: body must be neither async nor a generator, its expectations are verified when it returns');
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
