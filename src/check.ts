import { foreignness, isForeign } from './brand.js';
import { quote } from './quote.js';

/** What a value must be: in words, and as a test. */
export type Rule = readonly [
  expected: string,
  accepts: (value: unknown) => boolean,
  /**
   * For an option that needs another one: what is missing, if anything. It may refuse the option
   * whatever its value is.
   */
  forgotten?: (value: unknown, options: object) => string | undefined,
];

export const FUNCTION: Rule = ['a function', (value) => typeof value === 'function'];
export const OBJECT: Rule = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];

/** The name of a stage. */
export const NAME: Rule = ['a non-empty string', (value) => typeof value === 'string' && value !== ''];

export const STRING: Rule = ['a string', (value) => typeof value === 'string'];

/** An integer >= `least`, where `Infinity` means no bound. */
export function count(least: 0 | 1): Rule {
  return [`an integer >= ${String(least)} or Infinity`, (value) => (Number.isInteger(value) || value === Infinity) && (value as number) >= least];
}

/** The longest delay that timers support, in ms. Longer delays are set in several steps. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A finite integer >= 1. */
export const WHOLE: Rule = ['an integer >= 1', (value) => Number.isInteger(value) && (value as number) >= 1];

/** A duration in ms. */
export const MILLISECONDS: Rule = ['a number of ms >= 0', (value) => typeof value === 'number' && value >= 0];

export const SCHEDULER: Rule = ['an RxJS scheduler', (value) => has(value, 'now')];

export function oneOf(values: readonly unknown[]): Rule {
  const quoted = values.map((value) => quote(value));
  return [`${quoted.slice(0, -1).join(', ')} or ${String(quoted.at(-1))}`, (value) => values.includes(value)];
}

/**
 * A rule for an option that needs another one.
 *
 * @param forgotten - the message if the other option is missing: which one, and how to pass it
 */
export function needing(other: string, forgotten: string, [expected, accepts]: Rule): Rule {
  return [expected, accepts, (_, options) => ((options as Readonly<Record<string, unknown>>)[other] === undefined ? forgotten : undefined)];
}

/** Whether a value has a method. Strings never count, although they have methods. */
export function has<K extends PropertyKey>(value: unknown, method: K): value is Record<K, () => unknown> {
  return typeof value !== 'string' && typeof (value as Partial<Record<K, unknown>> | null | undefined)?.[method] === 'function';
}

/**
 * Checks one argument.
 *
 * @param what - names the call and the argument
 * @throws what {@link unfit} makes
 */
export function check(what: string, rule: Rule, value: unknown): void {
  if (!fits(rule, value)) throw unfit(what, rule, value);
}

/** Whether a value follows a rule. A value that throws when it is inspected does not. */
export function fits(rule: Rule, value: unknown): boolean {
  try {
    return rule[1](value);
  } catch {
    return false;
  }
}

/**
 * Checks the options of one call and fills in the defaults. An option that is `undefined` counts as
 * missing.
 *
 * @param needed - the options that have no default
 * @throws TypeError if an option is missing or unknown; what {@link check} throws
 */
export function readOptions<T extends object>(
  where: string,
  options: object,
  rules: Readonly<Record<string, Rule>>,
  defaults: T,
  needed: readonly string[] = [],
): T {
  check(`${where}: options`, OBJECT, options);
  const given = options as Readonly<Record<string, unknown>>;
  const read = { ...defaults } as Record<string, unknown>;
  for (const option of needed) {
    if (given[option] === undefined) throw new TypeError(`${where} needs \`${option}\`: ${String(rules[option]?.[0])}`);
  }
  for (const option in given) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) throw new TypeError(`${where}: unknown option ${quote(option)}: the options are ${Object.keys(rules).join(', ')}`);
    const value = given[option];
    if (value === undefined) continue;
    const forgotten = rule[2]?.(value, given);
    if (forgotten !== undefined) throw new TypeError(`${where}: ${forgotten}`);
    check(`${where}: ${option}`, rule, value);
    read[option] = value;
  }
  return read as T;
}

/**
 * Creates the error for an invalid value: what it must be, and the value, quoted. It is a
 * RangeError for a number where a number is expected, and a TypeError otherwise.
 *
 * A value that another copy of the library made gets a message about that: it would be valid if
 * this copy had made it. A string where an iterable is expected gets a hint, because iterating its
 * characters is hardly ever meant.
 */
export function unfit(what: string, [expected]: Rule | readonly [expected: string], value: unknown): Error {
  const foreign = elementsOf(value).find(isForeign);
  if (foreign !== undefined) return new TypeError(foreignness(what, foreign));
  const hint = typeof value === 'string' && expected.includes('iterable') ? ': to use a string as one item, wrap it in an array' : '';
  const Unfit = typeof value === 'number' && /number|integer/.test(expected) ? RangeError : TypeError;
  return new Unfit(`${what} must be ${expected}, got ${quote(value)}${hint}`);
}

/**
 * The elements of a list. Anything else, and a list that throws when it is read, counts as one
 * element.
 */
export function elementsOf(value: unknown): readonly unknown[] {
  try {
    return [value].flat();
  } catch {
    return [value];
  }
}
