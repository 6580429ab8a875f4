import { check } from '../../check.js';
import { Letters, type Meanings } from '../diagrams/letters.js';
import { parse, type Marbles } from '../diagrams/marks.js';
import { show } from '../diagrams/show.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import { absenceOf, STAGE, titleOf, type NamedStage } from '../count-target.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { pasteStarts } from './pasted.js';

/** What is expected of the attempts of a stage. */
export interface StartExpectation {
  /**
   * Says which attempts start, and when.
   *
   * @param marbles - each letter is an attempt for one input: `a-(bc)`; a list has diagrams that go together
   * @param inputs - what the letters stand for
   * @default inputs each letter for itself
   */
  toBe(marbles: Marbles, inputs?: Meanings): void;
}

/** The attempts of one stage. */
class StartRecord extends Expectation {
  readonly #starts: { readonly frame: number; readonly input: unknown; readonly attempt: number }[] = [];

  constructor(
    origin: Statement,
    stage: NamedStage,
    private readonly scheduler: StagesScheduler,
  ) {
    super(`expectStarts of ${titleOf(stage)}`, origin, () => absenceOf(stage, scheduler.runs));
  }

  add(input: unknown, attempt: number): void {
    this.#starts.push({ frame: this.scheduler.ms, input, attempt });
  }

  expect(statement: Statement, marbles: Marbles, inputs: Meanings): void {
    const { equality } = this.scheduler;
    const wanted = parse(marbles).map(({ frame, sign }) => {
      const input = Object.hasOwn(inputs, sign) ? inputs[sign] : sign;
      return { frame, sign, input, words: `an attempt for ${show(input)}` };
    });
    this.state(() => {
      const starts = this.#starts;
      const first = firstDifference(starts, wanted, (one, other) => one?.frame === other?.frame && equality.holds(one?.input, other?.input));
      if (first === undefined) return;
      const letters = new Letters(equality);
      for (const { sign, input } of wanted) letters.add(sign, input);
      const actual = starts.map(({ frame, input, attempt }): Seen => {
        return { frame, sign: letters.of(input), words: `attempt ${String(attempt)} for ${show(input)}`, meaning: input };
      });
      const isInTime = starts[first]?.frame === wanted[first]?.frame;
      failWithDiagrams(statement, `${this.title}: the attempts or their times differ from what is expected`, wanted, actual, first, [
        letters.legend,
        pasteStarts(actual),
        isInTime ? equality.difference(starts[first]?.input, wanted[first]?.input) : '',
      ]);
    });
  }
}

/** Makes a scheduler's `expectStarts`. */
export function expectStarts(scheduler: StagesScheduler): (stage: NamedStage) => StartExpectation {
  const expectStarts = (stage: NamedStage): StartExpectation => {
    check('expectStarts: stage', STAGE, stage);
    const record = scheduler.addFromTheBeginning(new StartRecord(new Statement(expectStarts), stage, scheduler));
    scheduler.runs.tellStarts((name, input, attempt) => {
      if (name === stage.name) record.add(input, attempt);
    });
    const toBe = (marbles: Marbles, inputs: Meanings = {}): void => {
      record.expect(new Statement(toBe), marbles, inputs);
    };
    return { toBe };
  };
  return expectStarts;
}
