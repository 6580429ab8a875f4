import { quote } from '../quote.js';

/** A value that JSON would drop or change, and where it is. */
export interface JsonLoss {
  /** Written as in code: `values[0].user.born`. */
  readonly at: string;
  /** The value, as messages show it. */
  readonly what: string;
}

/**
 * Finds the first value that does not survive JSON: `undefined`, functions, symbols, bigints,
 * numbers that are not finite, cycles, and objects that are neither plain nor arrays, such as a
 * `Date` or a `Map`.
 *
 * @param at - where the value is
 * @returns `undefined` if there is none
 */
export function jsonLoss(value: unknown, at: string, ancestors: readonly object[] = []): JsonLoss | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { at, what: quote(value) };
  if (typeof value !== 'object') return { at, what: quote(value) };
  if (ancestors.includes(value)) return { at, what: 'a cycle' };
  const isArray = Array.isArray(value);
  if (!isArray && !isPlain(value)) return { at, what: quote(value) };
  const within = [...ancestors, value];
  for (const [key, member] of isArray ? [...value.entries()] : Object.entries(value)) {
    const loss = jsonLoss(member, isArray ? `${at}[${String(key)}]` : `${at}.${String(key)}`, within);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

/** Whether an object was created like `{}`, in any realm, or has no prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
