import type { Observable } from 'rxjs';
import { check, type Rule } from '../../check.js';
import { isOutcome, type Outcome } from '../../outcome.js';
import { quote } from '../../quote.js';
import type { Meanings } from '../diagrams/letters.js';
import type { Marbles } from '../diagrams/marks.js';
import { show } from '../diagrams/show.js';
import { originOf, partOf, type OutcomeMarbles } from '../expectations/outcome-expectation.js';
import { currentHelpers } from '../test-stages.js';

/** Matchers for outcomes and pipelines; each returns `R`. */
export interface StageMatchers<R = void> {
  /**
   * Passes if an outcome is fulfilled with this value.
   *
   * @param value - compared as by `toEqual`
   */
  toBeFulfilledWith(value: unknown): R;
  /**
   * Passes if an outcome is rejected with this reason.
   *
   * @param reason - compared as by `toEqual`
   * @param where - the name of the stage that failed, if it matters
   */
  toBeRejectedWith(reason: unknown, where?: { readonly stage?: string | undefined }): R;
  /**
   * Within `testStages`: expects a pipeline's outcomes, like `expectOutcomes(…).toBe(…)`. It is
   * verified when the test has run.
   *
   * @param marbles - lower case letters and digits are fulfilled outcomes, upper case letters
   *   rejected ones. A list of diagrams is merged
   * @param values - the values of the letters, including upper case ones and `#`
   * @param reasons - the values of upper case letters
   * @param error - the value of `#`
   */
  toEmitOutcomes(marbles: Marbles, values?: Meanings, reasons?: Meanings, error?: unknown): R;
}

declare global {
  // The namespace in which @types/jest declares matchers.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // Merged declarations must have the same type parameters, used or not.
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
    interface Matchers<R, T = {}> extends StageMatchers<R> {}
  }
}

const OUTCOME: Rule = ['an outcome', isOutcome];

/** Returns whether two values are equal, or `undefined` if it does not handle such values. */
type Tester = (one: unknown, other: unknown) => boolean | undefined;

/** The `this` of a matcher; only this property is needed. */
interface Matching {
  readonly isNot?: boolean;
  /** The testers that were added with `expect.addEqualityTesters`. */
  readonly customTesters?: readonly Tester[];
  readonly utils?: { readonly iterableEquality?: Tester };
  equals(one: unknown, other: unknown, testers?: readonly Tester[]): boolean;
}

interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** The matchers, for an `expect` that is not global: `expect.extend(matchers)`. */
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
    if (this.isNot === true) throw new TypeError('toEmitOutcomes does not support `not`: state the expected outcomes');
    helpers.expectOutcomes(received as Observable<Outcome>).toBe(...stated);
    return { pass: true, message: () => '' };
  },
};

/** Throws for anything that is not an outcome, because `not` would otherwise pass. */
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
