import type { Outcome } from '../outcome.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { isUpper, Letters, type Meanings } from './letters.js';
import { parse } from './marks.js';
import { show } from './show.js';
import { Statement } from './statement.js';

/** What is to be said of each outcome in a diagram. */
export interface OutcomeMarbles {
  /**
   * Says which outcomes come, and when.
   *
   * @param marbles - lower case letters and digits are fulfilled, upper case letters rejected, `|` is completion, `#` an error of the whole run
   * @param values - what the lower case letters stand for
   * @default values each letter for itself
   * @param reasons - what the upper case letters stand for
   * @default reasons each letter for itself
   * @param error - what `#` stands for
   * @default error 'error'
   */
  toBe(marbles: string, values?: Meanings, reasons?: Meanings, error?: unknown): void;
}

/** What is expected of the outcomes of a pipeline: by default their values and reasons, without where they came from. */
export interface OutcomesExpectation extends OutcomeMarbles {
  /** The same with inputs: letters stand for `{ value, inputs }` or `{ reason, inputs }`. */
  readonly withInputs: OutcomeMarbles;
  /** The same with all that outcomes say: letters stand for whole outcomes. */
  readonly inFull: OutcomeMarbles;
}

/** Something that a run has given. */
type Given =
  | { readonly frame: number; readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly frame: number; readonly kind: 'completion' }
  | { readonly frame: number; readonly kind: 'error'; readonly reason: unknown };

/** What a sign of the expected diagram stands for. */
interface Wanted extends Seen {
  readonly kind: Given['kind'];
  readonly isFailure: boolean;
  readonly meaning: unknown;
}

/** What of an outcome a letter stands for. */
export type Aspect = (outcome: Outcome) => unknown;

export const bare: Aspect = (outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason);

export const withInputs: Aspect = (outcome) =>
  outcome.status === 'fulfilled' ? { value: outcome.value, inputs: outcome.inputs } : { reason: outcome.reason, inputs: outcome.inputs };

export const inFull: Aspect = (outcome) => outcome;

/** Collects what a run gives, and compares it with a diagram. */
export class OutcomeRecord extends Expectation {
  readonly #given: Given[] = [];
  readonly #isEqual: (actual: unknown, expected: unknown) => boolean;
  readonly #left: () => string;
  /** @param left - says what is still at work when all has been played */
  constructor(origin: Statement, isEqual: (actual: unknown, expected: unknown) => boolean, left: () => string) {
    super('expectOutcomes', origin);
    this.#isEqual = isEqual;
    this.#left = left;
  }

  add(given: Given): void {
    this.#given.push(given);
  }

  expect(aspect: Aspect, statement: Statement, marbles: string, values: Meanings = {}, reasons: Meanings = {}, error: unknown = 'error'): void {
    const wanted = parse(marbles).map(({ frame, sign }): Wanted => {
      if (sign === '|') return { frame, sign, kind: 'completion', isFailure: false, meaning: undefined, words: 'the end' };
      if (sign === '#') return { frame, sign, kind: 'error', isFailure: true, meaning: error, words: `an error of the run, ${show(error)}` };
      const isFailure = isUpper(sign);
      const meanings = isFailure ? reasons : values;
      const meaning = sign in meanings ? meanings[sign] : sign;
      return { frame, sign, kind: 'outcome', isFailure, meaning, words: `${sign}, ${isFailure ? 'rejected' : 'fulfilled'} with ${show(meaning)}` };
    });
    this.state(() => {
      this.#compare(aspect, statement, wanted);
    });
  }

  #compare(aspect: Aspect, statement: Statement, wanted: readonly Wanted[]): void {
    const given = this.#given;
    const first = firstDifference(given, wanted, (one, other) => this.#fits(aspect, one, other));
    if (first === undefined) return;

    const letters = new Letters(this.#isEqual);
    for (const { kind, sign, meaning } of wanted) if (kind === 'outcome') letters.add(sign, meaning);
    const actual = given.map((each): Seen => inWords(each, aspect, letters));
    failWithDiagrams(statement, `${this.title}: other outcomes than expected, or at other times`, wanted, actual, first, [
      letters.legend,
      actual[first] === undefined ? this.#left() : '',
    ]);
  }

  #fits(aspect: Aspect, given: Given | undefined, wanted: Wanted | undefined): boolean {
    if (given === undefined || given.frame !== wanted?.frame || given.kind !== wanted.kind) return false;
    if (given.kind === 'completion') return true;
    if (given.kind === 'error') return this.#isEqual(given.reason, wanted.meaning);
    return (given.outcome.status === 'rejected') === wanted.isFailure && this.#isEqual(aspect(given.outcome), wanted.meaning);
  }
}

function inWords(given: Given, aspect: Aspect, letters: Letters): Seen {
  const { frame } = given;
  if (given.kind === 'completion') return { frame, sign: '|', words: 'the end' };
  if (given.kind === 'error') return { frame, sign: '#', words: `an error of the run, ${show(given.reason)}` };
  const { outcome } = given;
  const { status, stage, inputs } = outcome;
  const sign = letters.of(aspect(outcome), status === 'rejected');
  const from = aspect === inFull ? '' : ` by stage '${stage}' for ${inputs.map(show).join(' → ')}`;
  return { frame, sign, words: `${sign}, ${status} with ${show(aspect(outcome))}${from}` };
}
