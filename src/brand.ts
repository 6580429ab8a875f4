import { propertyOf } from './property-of.js';
import { quote } from './quote.js';

/** The version in package.json. */
const VERSION = '0.1.0';

/** The property by which all copies of the library mark what they make. */
const BRAND = Symbol.for('rxjs-stages.copy');

/** Identifies this copy of the library: no other copy has this object. */
const COPY = { version: VERSION };

/**
 * Marks a value that works only with the copy of the library that made it. Runs of different copies
 * do not take turns, and do not know of each other.
 *
 * @returns the same value
 */
export function brand<T extends object>(made: T): T {
  return Object.defineProperty(made, BRAND, { value: COPY });
}

/** Whether this copy of the library made the value. */
export function isOwn(value: unknown): boolean {
  try {
    // Not read with `propertyOf`: this runs for each branch under a keyed limit, and a call site of
    // its own stays monomorphic.
    return (value as { readonly [BRAND]?: unknown } | null | undefined)?.[BRAND] === COPY;
  } catch {
    return false;
  }
}

/** Whether another copy of the library made the value. */
export function isForeign(value: unknown): boolean {
  return propertyOf(value, BRAND) !== undefined && !isOwn(value);
}

/**
 * The message that another copy of the library made a value, and how two copies come to be loaded.
 */
export function foreignness(what: string, value: unknown): string {
  return (
    `${what} was made by another copy of rxjs-stages (version ${quote(propertyOf(propertyOf(value, BRAND), 'version'))}, this one is ${quote(VERSION)}). ` +
    'Two copies are loaded, because of two installs (see `npm ls rxjs-stages`), a bundle that mixes `import` and `require`, or `jest.resetModules`. ' +
    'Load only one.'
  );
}
