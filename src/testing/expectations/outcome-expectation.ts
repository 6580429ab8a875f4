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

/** What is to be said of each outcome in a diagram. */
export interface OutcomeMarbles {
  /**
   * Says which outcomes come, and when.
   *
   * @param marbles - lower case letters and digits are fulfilled, upper case letters rejected, `|` is completion, `#` an error of the whole run; a list has diagrams that go together
   * @param values - what letters stand for, the upper case ones and `#` too
   * @default values each letter for itself
   * @param reasons - what upper case letters and `#` stand for
   * @default reasons what `values` says
   * @param error - what `#` stands for
   * @default error what the others say of it, or 'error'
   */
  toBe(marbles: Marbles, values?: Meanings, reasons?: Meanings, error?: unknown): void;
}

/** What is expected of the outcomes of a pipeline: by default their values and reasons, without where they came from. */
export interface OutcomesExpectation extends OutcomeMarbles {
  /** The same with inputs: letters stand for `{ value, inputs }` or `{ reason, inputs }`. */
  readonly withInputs: OutcomeMarbles;
  /** The same with all that outcomes say: letters stand for whole outcomes. */
  readonly inFull: OutcomeMarbles;
}

type ExpectOutcomes = (outcomes: Observable<Outcome>, subscriptionMarbles?: string | null) => OutcomesExpectation;

/** Makes a scheduler's `expectOutcomes`. */
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

/** Reads a part of an outcome, and where it comes from beside. */
function reading(meaningOf: (outcome: Outcome) => unknown): Reading {
  return (given) => {
    const outcome = given as Outcome;
    return { meaning: meaningOf(outcome), isFailure: isRejected(outcome), origin: originOf(outcome) };
  };
}

/** What an outcome brings, and how that is called. */
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
