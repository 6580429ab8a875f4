import { quote } from './quote.js';

/** What a value must be, in words and as a test. */
export type Rule = readonly [expected: string, accepts: (value: unknown) => boolean];

export const FUNCTION: Rule = ['a function', (value) => typeof value === 'function'];
const OBJECT: Rule = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];

/** A whole number of things, where `Infinity` means no bound. */
export function count(least: 0 | 1): Rule {
  return [`an integer >= ${String(least)} or Infinity`, (value) => (Number.isInteger(value) || value === Infinity) && (value as number) >= least];
}

/**
 * Checks one argument.
 *
 * @param what - names the call and the argument
 * @throws TypeError that says what it must be and quotes the value; RangeError if it is a number where one is expected
 */
export function check(what: string, [expected, accepts]: Rule, value: unknown): void {
  if (accepts(value)) return;
  throw new (typeof value === 'number' && expected.includes('integer') ? RangeError : TypeError)(`${what} must be ${expected}, got ${quote(value)}`);
}

/**
 * Checks the options of one call; one that is undefined is not given.
 *
 * @throws what {@link check} throws; TypeError if there is no such option
 */
export function checkOptions(where: string, options: object, rules: ReadonlyMap<string, Rule>): void {
  check(`${where}: options`, OBJECT, options);
  for (const [option, value] of Object.entries(options)) {
    const rule = rules.get(option);
    if (rule === undefined) throw new TypeError(`${where}: no such option, ${quote(option)}`);
    if (value !== undefined) check(`${where}: ${option}`, rule, value);
  }
}
