import { quote } from './quote.js';

/** What a value must be, in words and as a test; an option's test is given all options too. */
export type Rule = readonly [expected: string, accepts: (value: unknown, options?: object) => boolean];

export const FUNCTION: Rule = ['a function', (value) => typeof value === 'function'];
export const OBJECT: Rule = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];

export const STRING: Rule = ['a string', (value) => typeof value === 'string'];

/** A whole number of things, where `Infinity` means no bound. */
export function count(least: 0 | 1): Rule {
  return [`an integer >= ${quote(least)} or Infinity`, (value) => (Number.isInteger(value) || value === Infinity) && (value as number) >= least];
}

/** The longest time that timers can be set to, in ms: what is later is looked at again then. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A whole number of things, of which there is an end. */
export const WHOLE: Rule = ['an integer >= 1', (value) => Number.isInteger(value) && (value as number) >= 1];

/** A span of time, in ms. */
export const MILLISECONDS: Rule = ['a number of ms >= 0', (value) => typeof value === 'number' && value >= 0];

/** A clock with timers. */
export const SCHEDULER: Rule = ['a scheduler', (value) => has(value, 'now')];

/** One of a few values. */
export function oneOf(values: readonly unknown[]): Rule {
  return [values.join(' or '), (value) => values.includes(value)];
}

/** A rule for an option that makes sense only with another one. */
export function wanting(other: string, [expected, accepts]: Rule): Rule {
  return [
    `${expected}, with ${other}`,
    (value, options) => accepts(value) && (options as Record<string, unknown> | undefined)?.[other] !== undefined,
  ];
}

/** Whether a value has a method. A string is taken for none that has. */
export function has<K extends PropertyKey>(value: unknown, method: K): value is Record<K, () => unknown> {
  return typeof value !== 'string' && typeof (value as Partial<Record<K, unknown>> | null | undefined)?.[method] === 'function';
}

/**
 * Checks one argument.
 *
 * @param what - names the call and the argument
 * @throws what {@link unfit} makes
 */
export function check(what: string, rule: Rule, value: unknown, options?: object): void {
  if (!rule[1](value, options)) throw unfit(what, rule, value);
}

/**
 * Checks the options of one call and fills in the defaults; one that is undefined is not given.
 *
 * @throws what {@link check} throws
 */
export function readOptions<T extends object>(where: string, options: object, rules: Readonly<Record<string, Rule>>, defaults: T): T {
  check(`${where}: options`, OBJECT, options);
  const given = options as Readonly<Record<string, unknown>>;
  const read = { ...defaults } as Record<string, unknown>;
  for (const option in given) {
    check(`${where}: option`, oneOf(Object.keys(rules)), option);
    if (given[option] === undefined) continue;
    check(`${where}: ${option}`, rules[option] as Rule, given[option], given);
    read[option] = given[option];
  }
  return read as T;
}

/**
 * The error for what should have been something else: it says what, and quotes the value. It is a RangeError if it is a number where one is expected,
 * else a TypeError. A string where something iterable is expected gets a hint, for its letters would do in most places.
 */
export function unfit(what: string, [expected]: Rule | readonly [expected: string], value: unknown): Error {
  const quoted = quote(value);
  const hint = typeof value === 'string' && expected.includes('iterable') ? `: wrap it, [${quoted}]` : '';
  const Unfit = typeof value === 'number' && /number|integer/.test(expected) ? RangeError : TypeError;
  return new Unfit(`${what} must be ${expected}, got ${quoted}${hint}`);
}
