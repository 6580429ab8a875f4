import { draw, type Row } from '../diagrams/draw.js';
import type { Statement } from '../statement.js';
import type { Meant } from './pasted.js';

/** Something stated about a run, to be looked at when all of it has been played. */
export abstract class Expectation {
  readonly #checks: (() => void)[] = [];
  #isStated = false;

  protected constructor(
    /** What it is about. */
    protected readonly title: string,
    /** Where it was begun. */
    private readonly origin: Statement,
    /** Says why nothing can be known of it, if nothing can. */
    private readonly absence: () => string | undefined = () => undefined,
  ) {}

  /** Looks at all that was stated; what holds is looked at no more. @throws where it was stated, if it does not hold */
  verify(): void {
    for (let check = this.#checks[0]; check !== undefined; check = this.#checks[0]) {
      check();
      this.#checks.shift();
    }
  }

  /** The test is over. @throws where it was begun, if nothing was stated, or if nothing can be known of what it is about */
  end(): void {
    if (!this.#isStated) this.fail('nothing is expected yet: call toBe(…)');
    const absence = this.absence();
    if (absence !== undefined) this.fail(absence);
  }

  /** Fails where it was begun. */
  fail(message: string): never {
    throw this.failure(message);
  }

  /** The error of a failure where it was begun. */
  failure(message: string): Error {
    return this.origin.failure(`${this.title}: ${message}`);
  }

  protected state(check: () => void): void {
    this.#isStated = true;
    this.#checks.push(check);
  }
}

/** What is known of something at one frame. */
export interface Seen extends Meant {
  /** What it is, in words. */
  readonly words: string;
}

/** Where two rows begin to differ, if they do: `fits` is asked of every place that either of them has. */
export function firstDifference<A, E>(
  actual: readonly A[],
  expected: readonly E[],
  fits: (actual: A | undefined, expected: E | undefined) => boolean,
): number | undefined {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) if (!fits(actual[index], expected[index])) return index;
  return undefined;
}

/** Fails with both diagrams, one under the other, and the first difference marked. */
export function failWithDiagrams(
  statement: Statement,
  title: string,
  expected: readonly Seen[],
  actual: readonly Seen[],
  first: number,
  remarks: readonly string[],
): never {
  const rows = [
    { label: 'expected', marks: expected },
    { label: 'actual', marks: actual },
  ];
  return failWithRows(statement, title, rows, expected[first], actual[first], remarks);
}

/** The same with as many rows as there are. */
export function failWithRows(
  statement: Statement,
  title: string,
  rows: readonly Row[],
  expected: Seen | undefined,
  actual: Seen | undefined,
  remarks: readonly string[],
): never {
  const at = Math.min(expected?.frame ?? Infinity, actual?.frame ?? Infinity);
  const difference = [`expected  ${inWords(expected)}`, `actual    ${inWords(actual)}`].join('\n');
  throw statement.failure([title, draw(rows, at), difference, ...remarks].filter((part) => part !== '').join('\n\n'));
}

function inWords(seen: Seen | undefined): string {
  return seen === undefined ? 'nothing more' : `at ${String(seen.frame)} ms ${seen.words}`;
}
