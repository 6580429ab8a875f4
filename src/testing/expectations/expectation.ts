import { draw, type Row } from '../diagrams/draw.js';
import type { Statement } from '../statement.js';
import type { Meant } from './pasted.js';

/** An expectation about a run, verified when the run has ended. */
export abstract class Expectation {
  readonly #checks: (() => void)[] = [];
  #isStated = false;

  protected constructor(
    /** What it is about. */
    protected readonly title: string,
    /** Where it was created. */
    private readonly origin: Statement,
    /** Explains why nothing can be known about its subject, if so. */
    private readonly absence: () => string | undefined = () => undefined,
  ) {}

  /**
   * Verifies everything that was stated since the last time.
   *
   * @throws an error that points to the statement, if it does not hold
   */
  verify(): void {
    for (let check = this.#checks[0]; check !== undefined; check = this.#checks[0]) {
      check();
      this.#checks.shift();
    }
  }

  /**
   * Verifies at the end of the test.
   *
   * @throws an error that points to the creation, if nothing was stated, or nothing can be known
   *   about its subject
   */
  end(): void {
    if (!this.#isStated) this.fail('nothing is expected yet: call toBe(…)');
    const absence = this.absence();
    if (absence !== undefined) this.fail(absence);
  }

  /** Fails with an error that points to the creation. */
  fail(message: string): never {
    throw this.failure(message);
  }

  /** The error of a failure, which points to the creation. */
  failure(message: string): Error {
    return this.origin.failure(`${this.title}: ${message}`);
  }

  protected state(check: () => void): void {
    this.#isStated = true;
    this.#checks.push(check);
  }
}

/** What was seen at one frame. */
export interface Seen extends Meant {
  /** A description, for messages. */
  readonly words: string;
}

/** Where two rows first differ. `fits` is called for every place that either of them has. */
export function firstDifference<A, E>(
  actual: readonly A[],
  expected: readonly E[],
  fits: (actual: A | undefined, expected: E | undefined) => boolean,
): number | undefined {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) if (!fits(actual[index], expected[index])) return index;
  return undefined;
}

/** Fails with both diagrams, one below the other, and marks the first difference. */
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

/** As {@link failWithDiagrams}, with any number of rows. */
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
