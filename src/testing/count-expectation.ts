import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { parse } from './marks.js';
import { Statement } from './statement.js';

/** What is expected of a number that changes. */
export interface CountExpectation {
  /**
   * Says what the number is, and when.
   *
   * @param marbles - each number says what it is from then on, at the end of that ms: `0-2-1-0`; one of several digits stands in parentheses, which are as many ms wide: `--(12)-0`
   */
  toBe(marbles: string): void;
  /** Says what the number never exceeds, not even for a moment. @param most - the bound */
  toStayWithin(most: number): void;
}

/** A number that changes: what it is at the end of each frame, and what it was at the most. */
export class CountRecord extends Expectation {
  readonly #count: () => number;
  readonly #steps: Seen[] = [step(0, 0)];
  #most = { count: 0, frame: 0 };

  constructor(title: string, origin: Statement, stage: string | undefined, count: () => number) {
    super(title, origin, stage);
    this.#count = count;
  }

  /** Looks at the number once more. */
  sample(frame: number): void {
    const count = this.#count();
    if (count > this.#most.count) this.#most = { count, frame };
    add(this.#steps, step(frame, count));
  }

  expect(statement: Statement, marbles: string): void {
    const expected = stepsOf(marbles);
    this.state(() => {
      const actual = this.#steps;
      const first = firstDifference(actual, expected, (one, other) => one?.frame === other?.frame && one?.sign === other?.sign);
      if (first === undefined) return;
      failWithDiagrams(statement, `${this.title}: another number than expected, or at another time`, expected, actual, first, []);
    });
  }

  expectAtMost(statement: Statement, most: number): void {
    this.state(() => {
      const { count, frame } = this.#most;
      if (count > most) statement.fail(`${this.title}: ${String(count)} at ${String(frame)} ms, where at most ${String(most)} are expected`);
    });
  }
}

/** The changes that a diagram tells of; before the first one the number is 0. */
function stepsOf(marbles: string): Seen[] {
  const numbers = new Map<number, string>();
  for (const { frame, sign } of parse(marbles)) numbers.set(frame, (numbers.get(frame) ?? '') + sign);
  const steps: Seen[] = [step(0, 0)];
  for (const [frame, number] of numbers) {
    if (!/^\d+$/.test(number)) throw new TypeError(`a diagram of counts has numbers only, got '${number}' in '${marbles}'`);
    add(steps, step(frame, Number(number)));
  }
  return steps;
}

function step(frame: number, count: number): Seen {
  const sign = String(count);
  return { frame, sign, words: sign };
}

/** Adds a step, if it is one: of those at one frame the last one counts. */
function add(steps: Seen[], next: Seen): void {
  if (steps.at(-1)?.frame === next.frame) steps.pop();
  if (steps.at(-1)?.sign !== next.sign) steps.push(next);
}
