import type { Observable } from 'rxjs';
import { check } from '../../check.js';
import { isOutcome, isRejected, type Outcome } from '../../outcome.js';
import { quote } from '../../quote.js';
import { isUpper, type Meanings } from '../diagrams/letters.js';
import { parse, type Marbles } from '../diagrams/marks.js';
import { showChain } from '../diagrams/show.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import { NotificationRecord, type Entry, type Reading } from './notification-record.js';
import { OBSERVABLE, observe } from './observe.js';
import { pasteOutcomes } from './pasted.js';

/** An expectation about outcomes, written as marbles. */
export interface OutcomeMarbles {
  /**
   * Expects which outcomes are emitted, and when.
   *
   * @param marbles - lower case letters and digits are fulfilled outcomes, upper case letters
   *   rejected ones; `|` is completion, `#` an error of the whole run. A list of diagrams is merged
   * @param values - the values of the letters, including upper case ones and `#`
   * @default values each letter for itself
   * @param reasons - the values of upper case letters and `#`
   * @default reasons those in `values`
   * @param error - the value of `#`
   * @default error that in `reasons` or `values`, or 'error'
   */
  toBe(marbles: Marbles, values?: Meanings, reasons?: Meanings, error?: unknown): void;
}

/**
 * An expectation about the outcomes of a pipeline: by default, about their values and reasons only.
 */
export interface OutcomesExpectation extends OutcomeMarbles {
  /** Also compares inputs: letters represent `{ value, inputs }` or `{ reason, inputs }`. */
  readonly withInputs: OutcomeMarbles;
  /** Compares whole outcomes: letters represent outcomes. */
  readonly inFull: OutcomeMarbles;
}

type ExpectOutcomes = (outcomes: Observable<Outcome>, subscriptionMarbles?: string | null) => OutcomesExpectation;

/** Creates a scheduler's `expectOutcomes`. */
export function expectOutcomes(scheduler: StagesScheduler): ExpectOutcomes {
  const expectOutcomes: ExpectOutcomes = (outcomes, subscriptionMarbles = null) => {
    check('expectOutcomes: outcomes', OBSERVABLE, outcomes);
    const record = scheduler.add(new NotificationRecord('expectOutcomes', 'outcomes', new Statement(expectOutcomes), scheduler, pasteOutcomes));
    observe(scheduler, outcomes, subscriptionMarbles, (given) => {
      if (given.kind === 'N' && !isOutcome(given.value)) {
        scheduler.noteProblem(record.failure(`got ${quote(given.value)}, which is not an outcome: use expectObservable(…) for other values`));
      } else record.add(given);
    });
    const by = (read: Reading): OutcomeMarbles => {
      const toBe = (marbles: Marbles, values?: Meanings, reasons?: Meanings, ...error: [error?: unknown]): void => {
        const wanted = wantedOf(marbles, { '#': 'error', ...values, ...reasons, ...(error.length === 0 ? {} : { '#': error[0] }) });
        record.expect(new Statement(toBe), read, () => wanted);
      };
      return { toBe };
    };
    return { ...by(bare), withInputs: by(withInputs), inFull: by(inFull) };
  };
  return expectOutcomes;
}

const bare = reading((outcome) => partOf(outcome).part);

const withInputs = reading((outcome) => {
  const { name, part } = partOf(outcome);
  return { [name]: part, inputs: outcome.inputs };
});

const inFull: Reading = (given) => ({ meaning: given, isFailure: isRejected(given as Outcome) });

/** Reads a part of an outcome, together with where it comes from. */
function reading(meaningOf: (outcome: Outcome) => unknown): Reading {
  return (given) => {
    const outcome = given as Outcome;
    return { meaning: meaningOf(outcome), isFailure: isRejected(outcome), origin: originOf(outcome) };
  };
}

/** The value or the reason of an outcome, and which of them it is. */
export function partOf(outcome: Outcome): { readonly name: 'value' | 'reason'; readonly part: unknown } {
  return outcome.status === 'fulfilled' ? { name: 'value', part: outcome.value } : { name: 'reason', part: outcome.reason };
}

/** Where an outcome comes from, in words. */
export function originOf({ stage, inputs }: Outcome): string {
  return ` by stage ${quote(stage)} for ${showChain(inputs)}`;
}

function wantedOf(marbles: Marbles, meanings: Meanings): Entry[] {
  return parse(marbles).map(({ frame, sign }): Entry => {
    if (sign === '|') return { frame, kind: 'C', meaning: undefined };
    if (sign === '#') return { frame, kind: 'E', meaning: meanings[sign] };
    return { frame, kind: 'N', sign, meaning: Object.hasOwn(meanings, sign) ? meanings[sign] : sign, isFailure: isUpper(sign) };
  });
}
