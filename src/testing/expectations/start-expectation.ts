import { check } from '../../check.js';
import { Letters, type Meanings } from '../diagrams/letters.js';
import { parse, type Marbles, type Mark } from '../diagrams/marks.js';
import { show } from '../diagrams/show.js';
import type { Equality } from '../equality.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import { absenceOf, STAGE, titleOf, type NamedStage } from '../count-target.js';
import type { Start } from '../watched-runs.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { pasteStarts } from './pasted.js';

/** An expectation about the attempts of a stage. */
export interface StartExpectation {
  /**
   * Expects which attempts start, and when.
   *
   * @param marbles - each letter is an attempt for one input: `a-(bc)`. A list of diagrams is
   *   merged. For a batch stage, all letters at one ms are one request; commas separate several
   *   requests: `a-(bc,d)`
   * @param inputs - the inputs that the letters represent
   * @default inputs each letter for itself
   */
  toBe(marbles: Marbles, inputs?: Meanings): void;
}

/** Separates the requests of one frame. */
const COMMA = ',';

/** What starts at one frame. */
interface Begun {
  readonly frame: number;
  readonly inputs: readonly unknown[];
}

/** The attempts of one stage. */
class StartRecord extends Expectation {
  readonly #starts: (Begun & Pick<Start, 'attempt'>)[] = [];

  constructor(
    origin: Statement,
    stage: NamedStage,
    private readonly scheduler: StagesScheduler,
  ) {
    super(`expectStarts of ${titleOf(stage)}`, origin, () => absenceOf(stage, scheduler.runs));
  }

  add({ inputs, attempt }: Start): void {
    this.#starts.push({ frame: this.scheduler.ms, inputs, attempt });
  }

  expect(statement: Statement, marbles: Marbles, meanings: Meanings): void {
    const { equality } = this.scheduler;
    const marks = parse(marbles);
    const meaningOf = (sign: string): unknown => (Object.hasOwn(meanings, sign) ? meanings[sign] : sign);
    this.state(() => {
      const starts = this.#starts;
      const areRequests = starts.some(({ attempt }) => attempt === undefined);
      const groups = areRequests ? requestsIn(marks) : marks.map((mark) => [mark]);
      const drawn = (seen: readonly Seen[]): readonly Seen[] => (areRequests ? withCommas(seen) : seen);
      const wanted = groups.map((group): Seen & Begun => {
        const inputs = group.map(({ sign }) => meaningOf(sign));
        const [{ frame } = { frame: 0 }] = group;
        return { frame, inputs, sign: signOf(group), words: `${areRequests ? 'a request' : 'an attempt'} for ${listed(inputs)}` };
      });
      const first = firstDifference(starts, wanted, (one, other) => areEqual(equality, one, other));
      if (first === undefined) return;
      const letters = new Letters(equality);
      for (const { sign } of groups.flat()) letters.add(sign, meaningOf(sign));
      const actual = starts.map(({ frame, inputs, attempt }): Seen => {
        const what = attempt === undefined ? 'a request' : `attempt ${String(attempt)}`;
        return { frame, sign: inputs.map((input) => letters.of(input)).join(''), words: `${what} for ${listed(inputs)}` };
      });
      const lettered = starts.flatMap(({ frame, inputs }) => inputs.map((meaning) => ({ frame, sign: letters.of(meaning), meaning })));
      const isInTime = starts[first]?.frame === wanted[first]?.frame;
      failWithDiagrams(statement, `${this.title}: the attempts or their times differ from what is expected`, drawn(wanted), drawn(actual), first, [
        letters.legend,
        pasteStarts(drawn(actual), lettered),
        isInTime ? difference(equality, starts[first], wanted[first]) : '',
      ]);
    });
  }
}

/** Inputs in words. */
function listed(inputs: readonly unknown[]): string {
  return inputs.map(show).join(', ');
}

function areEqual(equality: Equality, one: Begun | undefined, other: Begun | undefined): boolean {
  if (one === undefined || other?.frame !== one.frame || one.inputs.length !== other.inputs.length) return false;
  return one.inputs.every((input, index) => equality.holds(input, other.inputs[index]));
}

function difference(equality: Equality, actual: Begun | undefined, wanted: Begun | undefined): string {
  const [one, other] = [actual, wanted].map((begun) => (begun?.inputs.length === 1 ? begun.inputs[0] : begun?.inputs));
  return equality.difference(one, other);
}

/** The marks of one frame up to a comma are one request. */
function requestsIn(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const requests: Mark[][] = [];
  let last: Mark | undefined;
  for (const mark of marks) {
    if (mark.frame !== last?.frame || last.sign === COMMA) requests.push([]);
    if (mark.sign !== COMMA) requests.at(-1)?.push(mark);
    last = mark;
  }
  return requests;
}

/** The same signs, with a comma before each that is not the first of its frame. */
function withCommas(seen: readonly Seen[]): readonly Seen[] {
  return seen.map((each, index) => (seen[index - 1]?.frame === each.frame ? { ...each, sign: `${COMMA}${each.sign}` } : each));
}

function signOf(marks: readonly Mark[]): string {
  return marks.map(({ sign }) => sign).join('');
}
/** Creates a scheduler's `expectStarts`. */
export function expectStarts(scheduler: StagesScheduler): (stage: NamedStage) => StartExpectation {
  const expectStarts = (stage: NamedStage): StartExpectation => {
    check('expectStarts: stage', STAGE, stage);
    const record = scheduler.addFromTheBeginning(new StartRecord(new Statement(expectStarts), stage, scheduler));
    scheduler.runs.tellStarts((start) => {
      if (start.stage === stage.name) record.add(start);
    });
    const toBe = (marbles: Marbles, inputs: Meanings = {}): void => {
      record.expect(new Statement(toBe), marbles, inputs);
    };
    return { toBe };
  };
  return expectStarts;
}
