import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { Letters, type Meanings } from './letters.js';
import { parse } from './marks.js';
import { show } from './show.js';
import { Statement } from './statement.js';

/** What is expected of the attempts of a stage. */
export interface StartExpectation {
  /**
   * Says which attempts start, and when.
   *
   * @param marbles - each letter is an attempt for one input: `a-(bc)`
   * @param inputs - what the letters stand for
   * @default inputs each letter for itself
   */
  toBe(marbles: string, inputs?: Meanings): void;
}

/** The attempts of one stage. */
export class StartRecord extends Expectation {
  readonly #starts: { readonly frame: number; readonly input: unknown; readonly attempt: number }[] = [];
  readonly #isEqual: (actual: unknown, expected: unknown) => boolean;

  constructor(origin: Statement, stage: string, isEqual: (actual: unknown, expected: unknown) => boolean) {
    super(`expectStarts: stage '${stage}'`, origin, stage);
    this.#isEqual = isEqual;
  }

  add(frame: number, input: unknown, attempt: number): void {
    this.#starts.push({ frame, input, attempt });
  }

  expect(statement: Statement, marbles: string, inputs: Meanings = {}): void {
    const wanted = parse(marbles).map(({ frame, sign }) => {
      const input = sign in inputs ? inputs[sign] : sign;
      return { frame, sign, input, words: `an attempt for ${show(input)}` };
    });
    this.state(() => {
      const starts = this.#starts;
      const first = firstDifference(starts, wanted, (one, other) => one?.frame === other?.frame && this.#isEqual(one?.input, other?.input));
      if (first === undefined) return;
      const letters = new Letters(this.#isEqual);
      for (const { sign, input } of wanted) letters.add(sign, input);
      const actual = starts.map(({ frame, input, attempt }): Seen => {
        return { frame, sign: letters.of(input), words: `attempt ${String(attempt)} for ${show(input)}` };
      });
      failWithDiagrams(statement, `${this.title} starts other attempts than expected, or at other times`, wanted, actual, first, [letters.legend]);
    });
  }
}
