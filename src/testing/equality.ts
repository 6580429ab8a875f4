import { has } from '../check.js';
import { isError, shortened, show } from './diagrams/show.js';

/** The maximum length of a difference in a message, in characters. */
const LONGEST = 2_000;

/**
 * Compares two values deeply: it throws if they differ, like `assert.deepEqual` or
 * `expect(actual).toEqual(expected)`. Or it returns whether they are equal.
 */
export type AssertDeepEqual = (actual: unknown, expected: unknown) => unknown;

/** Compares values, and describes how they differ. */
export class Equality {
  constructor(private readonly assert: AssertDeepEqual) {}

  holds(actual: unknown, expected: unknown): boolean {
    return this.#complaint(actual, expected) === undefined;
  }

  /**
   * How two values differ, in the words of the assertion; empty if they are equal, or too simple to
   * need words.
   */
  difference(actual: unknown, expected: unknown): string {
    const isSimple = Object(actual) !== actual && Object(expected) !== expected;
    return isSimple ? '' : (this.#complaint(actual, expected) ?? '');
  }

  #complaint(actual: unknown, expected: unknown): string | undefined {
    let verdict: unknown;
    try {
      verdict = this.assert(actual, expected);
    } catch (error) {
      return shortened(isError(error) ? error.message : show(error), LONGEST);
    }
    if (has(verdict, 'then')) throw new TypeError('testStagesWith: assertDeepEqual must not be async: the test ends before its promise settles');
    return verdict === false ? '' : undefined;
  }
}
