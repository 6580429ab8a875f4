import type { Observable } from 'rxjs';
import { isOutcome, type Outcome } from '../../outcome.js';
import type { Meanings } from '../letters.js';
import { show } from '../show.js';
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
   * @param marbles - lower case letters and digits are fulfilled, upper case letters rejected
   * @param values - what the lower case letters stand for
   * @param reasons - what the upper case letters stand for
   * @param error - what `#` stands for
   */
  toEmitOutcomes(marbles: string, values?: Meanings, reasons?: Meanings, error?: unknown): R;
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

/** What a matcher is called on, of which only this is needed. */
interface Matching {
  readonly isNot?: boolean;
  equals(one: unknown, other: unknown): boolean;
}

interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** The matchers, for an `expect.extend` that is not global: `expect.extend(matchers)`. */
export const matchers = {
  toBeFulfilledWith(this: Matching, received: unknown, value: unknown): Verdict {
    const pass = isOutcome(received) && received.status === 'fulfilled' && this.equals(received.value, value);
    return verdict(pass, received, `fulfilled with ${show(value)}`);
  },

  toBeRejectedWith(this: Matching, received: unknown, reason: unknown, { stage }: { readonly stage?: string | undefined } = {}): Verdict {
    const pass =
      isOutcome(received) &&
      received.status === 'rejected' &&
      this.equals(received.reason, reason) &&
      (stage === undefined || received.stage === stage);
    return verdict(pass, received, `rejected with ${show(reason)}${stage === undefined ? '' : ` by stage '${stage}'`}`);
  },

  toEmitOutcomes(this: Matching, received: unknown, marbles: string, values?: Meanings, reasons?: Meanings, error?: unknown): Verdict {
    const helpers = currentHelpers();
    if (helpers === undefined) throw new TypeError('toEmitOutcomes: outcomes are played in virtual time, within testStages(…) only');
    if (this.isNot === true) throw new TypeError('toEmitOutcomes: say which outcomes come, not which do not');
    helpers.expectOutcomes(received as Observable<Outcome>).toBe(marbles, values, reasons, error);
    return { pass: true, message: () => '' };
  },
};

function verdict(pass: boolean, received: unknown, expected: string): Verdict {
  return { pass, message: () => `expected an outcome ${pass ? 'not ' : ''}${expected}\n\ngot ${words(received)}` };
}

function words(received: unknown): string {
  if (!isOutcome(received)) return `${show(received)}, which is no outcome`;
  const { status, stage, inputs } = received;
  const what = received.status === 'fulfilled' ? received.value : received.reason;
  return `${status} with ${show(what)} by stage '${stage}' for ${inputs.map(show).join(' → ')}`;
}

const { expect: global } = globalThis as { expect?: { extend?: (added: typeof matchers) => void } };
global?.extend?.(matchers);
