import { has } from '../check.js';
import { isError, shortened, show } from './diagrams/show.js';

/** How much of a difference is shown, in characters. */
const LONGEST = 2_000;

/** Says whether two values are alike by throwing if they are not: what `assert.deepEqual`, or `expect(actual).toEqual(expected)`, does. Or it returns whether they are. */
export type AssertDeepEqual = (actual: unknown, expected: unknown) => unknown;

/** What two values have to be to be alike, and how they differ. */
export class Equality {
  constructor(private readonly assert: AssertDeepEqual) {}

  holds(actual: unknown, expected: unknown): boolean {
    return this.#complaint(actual, expected) === undefined;
  }

  /** How two values differ, in the words of whoever compares them; nothing where they are alike, or too simple for words. */
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
    if (has(verdict, 'then')) throw new TypeError('testStagesWith: assertDeepEqual must not be async: the test has finished before it answers');
    return verdict === false ? '' : undefined;
  }
}
