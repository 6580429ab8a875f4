import { has } from '../check.js';
import type { AssertDeepEqual } from './equality.js';

/** What a matcher of jasmine's compares by. */
interface MatchersUtil {
  equals(actual: unknown, expected: unknown): boolean;
}

/** What of a runner's globals is needed. */
interface Globals {
  readonly expect?: (actual: unknown) => { toEqual?(expected: unknown): void; toBeAlike?(expected: unknown): void };
  readonly jasmine?: {
    addMatchers?(matchers: Record<string, (util: MatchersUtil) => { compare(actual: unknown, expected: unknown): { readonly pass: boolean } }>): void;
  };
}

/**
 * The deep equality of the runner that a test is in: that of its global `expect`, as jest, vitest with globals and jasmine have it.
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

/** jasmine's `expect` notes what fails and goes on: so it is asked as its own matchers ask it, by one that lets everything pass. */
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
