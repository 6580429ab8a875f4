import { draw } from './diagram.js';
import type { Mark } from './marks.js';
import type { Statement } from './statement.js';

/** Something stated about a run, to be looked at when all of it has been played. */
export abstract class Expectation {
  readonly #checks: (() => void)[] = [];
  #isStated = false;

  protected constructor(
    /** What it is about. */
    protected readonly title: string,
    /** Where it was begun. */
    private readonly origin: Statement,
    /** The name of the stage that it is about, if it is about one. */
    readonly stage?: string,
  ) {}

  /** Looks at all that was stated, each once. @throws where it was stated, if it does not hold */
  verify(): void {
    for (const check of this.#checks.splice(0)) check();
  }

  /** The test is over. @throws where it was begun, if nothing was stated */
  end(): void {
    if (!this.#isStated) this.fail('nothing is expected yet, say what by toBe(…)');
  }

  /** Fails where it was begun. */
  fail(message: string): never {
    return this.origin.fail(`${this.title}: ${message}`);
  }

  protected state(check: () => void): void {
    this.#isStated = true;
    this.#checks.push(check);
  }
}

/** What is known of something at one frame. */
export interface Seen extends Mark {
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
  const [wanted, got] = [expected[first], actual[first]];
  const at = Math.min(wanted?.frame ?? Infinity, got?.frame ?? Infinity);
  const rows = [
    { label: 'expected', marks: expected },
    { label: 'actual', marks: actual },
  ];
  const difference = [`expected  ${inWords(wanted)}`, `actual    ${inWords(got)}`].join('\n');
  statement.fail([title, draw(rows, at), difference, ...remarks].filter((part) => part !== '').join('\n\n'));
}

function inWords(seen: Seen | undefined): string {
  return seen === undefined ? 'nothing more' : `at ${String(seen.frame)} ms ${seen.words}`;
}
