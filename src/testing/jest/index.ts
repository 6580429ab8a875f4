import type { Observable } from 'rxjs';
import { check, type Rule } from '../../check.js';
import { isOutcome, type Outcome } from '../../outcome.js';
import { quote } from '../../quote.js';
import type { Meanings } from '../diagrams/letters.js';
import type { Marbles } from '../diagrams/marks.js';
import { show } from '../diagrams/show.js';
import { originOf, partOf, type OutcomeMarbles } from '../expectations/outcome-expectation.js';
import { currentHelpers } from '../test-stages.js';

/** Matchers of outcomes and of pipelines, each of them returning `R`. */
export interface StageMatchers<R = void> {
  /** Whether an outcome is fulfilled, with this value. */
  toBeFulfilledWith(value: unknown): R;
  /**
   * Whether an outcome is rejected, for this reason.
   *
   * @param reason - what its reason is equal to
   * @param where - the name of the stage that failed, if that matters
   */
  toBeRejectedWith(reason: unknown, where?: { readonly stage?: string | undefined }): R;
  /**
   * Within `testStages`: whether a pipeline's outcomes are these, as `expectOutcomes(…).toBe(…)` says it; it is verified when the test has been played.
   *
   * @param marbles - lower case letters and digits are fulfilled, upper case letters rejected; a list has diagrams that go together
   * @param values - what letters stand for, the upper case ones and `#` too
   * @param reasons - what upper case letters stand for
   * @param error - what `#` stands for
   */
  toEmitOutcomes(marbles: Marbles, values?: Meanings, reasons?: Meanings, error?: unknown): R;
}

declare global {
  // What @types/jest calls its matchers.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // Merged declarations must have the same type parameters, used or not.
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
    interface Matchers<R, T = {}> extends StageMatchers<R> {}
  }
}

const OUTCOME: Rule = ['an outcome', isOutcome];

/** Says whether two values are alike, if it knows of such values. */
type Tester = (one: unknown, other: unknown) => boolean | undefined;

/** What a matcher is called on, of which only this is needed. */
interface Matching {
  readonly isNot?: boolean;
  /** Those that were added by `expect.addEqualityTesters`. */
  readonly customTesters?: readonly Tester[];
  readonly utils?: { readonly iterableEquality?: Tester };
  equals(one: unknown, other: unknown, testers?: readonly Tester[]): boolean;
}

interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** The matchers, for an `expect.extend` that is not global: `expect.extend(matchers)`. */
export const matchers = {
  toBeFulfilledWith(this: Matching, received: unknown, value: unknown): Verdict {
    const outcome = asOutcome('toBeFulfilledWith', received);
    const pass = outcome.status === 'fulfilled' && areAlike(this, outcome.value, value);
    return verdict(pass, outcome, `fulfilled with ${show(value)}`);
  },

  toBeRejectedWith(this: Matching, received: unknown, reason: unknown, { stage }: { readonly stage?: string | undefined } = {}): Verdict {
    const outcome = asOutcome('toBeRejectedWith', received);
    const pass = outcome.status === 'rejected' && areAlike(this, outcome.reason, reason) && (stage === undefined || outcome.stage === stage);
    return verdict(pass, outcome, `rejected with ${show(reason)}${stage === undefined ? '' : ` by stage ${quote(stage)}`}`);
  },

  toEmitOutcomes(this: Matching, received: unknown, ...stated: Parameters<OutcomeMarbles['toBe']>): Verdict {
    const helpers = currentHelpers();
    if (helpers === undefined) throw new TypeError('toEmitOutcomes needs virtual time: call it within testStages(…)');
    if (this.isNot === true) throw new TypeError('toEmitOutcomes does not work with `not`: state the outcomes that are expected');
    helpers.expectOutcomes(received as Observable<Outcome>).toBe(...stated);
    return { pass: true, message: () => '' };
  },
};

/** What is no outcome is neither fulfilled nor rejected: nothing is said of it, and nothing to the contrary. */
function asOutcome(matcher: string, received: unknown): Outcome {
  check(`${matcher}: received`, OUTCOME, received);
  return received as Outcome;
}

/** Compares as `toEqual` does. */
function areAlike(matching: Matching, one: unknown, other: unknown): boolean {
  const { customTesters = [], utils: { iterableEquality } = {} } = matching;
  return matching.equals(one, other, iterableEquality === undefined ? customTesters : [...customTesters, iterableEquality]);
}

function verdict(pass: boolean, received: Outcome, expected: string): Verdict {
  const message = (): string =>
    `expected an outcome ${pass ? 'that is not ' : ''}${expected}\n\ngot ${received.status} with ${show(partOf(received).part)}${originOf(received)}`;
  return { pass, message };
}

const { expect: global } = globalThis as { expect?: { extend?: (added: typeof matchers) => void } };
global?.extend?.(matchers);
