import { has } from '../check.js';
import type { AssertDeepEqual } from './equality.js';

/** What jasmine's matchers compare with. */
interface MatchersUtil {
  equals(actual: unknown, expected: unknown): boolean;
}

/** The globals of a test runner that are needed. */
interface Globals {
  readonly expect?: (actual: unknown) => { toEqual?(expected: unknown): void; toBeAlike?(expected: unknown): void };
  readonly jasmine?: {
    addMatchers?(matchers: Record<string, (util: MatchersUtil) => { compare(actual: unknown, expected: unknown): { readonly pass: boolean } }>): void;
  };
}

/**
 * The deep equality of the current test runner: that of the global `expect` of jest, vitest with
 * globals, or jasmine.
 *
 * @throws TypeError if there is none
 */
export function equalityOfRunner(): AssertDeepEqual {
  const { expect, jasmine } = globalThis as Globals;
  if (typeof expect !== 'function' || !has(expect(0), 'toEqual')) {
    throw new TypeError('testStages needs a global `expect(…).toEqual(…)`: without one, use `testStagesWith(assert.deepEqual)`');
  }
  return has(jasmine, 'addMatchers') ? jasmineEquality : (actual, expected) => expect(actual).toEqual?.(expected);
}

/**
 * jasmine's `expect` records failures and continues. So this compares as jasmine's own matchers do,
 * with a matcher that always passes.
 */
function jasmineEquality(actual: unknown, expected: unknown): boolean {
  const { expect, jasmine } = globalThis as Globals;
  let alike = false;
  jasmine?.addMatchers?.({
    toBeAlike: (util) => ({
      compare: (one, other) => {
        alike = util.equals(one, other);
        return { pass: true };
      },
    }),
  });
  expect?.(actual).toBeAlike?.(expected);
  return alike;
}
