import { propertyOf } from './property-of.js';
import { quote } from './quote.js';

/** As package.json has it. */
const VERSION = '0.1.0';

/** The property that all copies of the library mark by. */
const BRAND = Symbol.for('rxjs-stages.copy');

/** This copy of the library: no other copy has this very object. */
const COPY = { version: VERSION };

/**
 * Marks something that works only with the copy of the library that made it: runs of different copies do not take turns, and know nothing of each other.
 *
 * @returns the same thing
 */
export function brand<T extends object>(made: T): T {
  return Object.defineProperty(made, BRAND, { value: COPY });
}

/** Whether this copy of the library has made it. */
export function isOwn(value: unknown): boolean {
  try {
    // Read here and not by `propertyOf`: it is asked for each branch under a keyed limit, and this place sees little else.
    return (value as { readonly [BRAND]?: unknown } | null | undefined)?.[BRAND] === COPY;
  } catch {
    return false;
  }
}

/** Whether another copy of the library has made it. */
export function isForeign(value: unknown): boolean {
  return propertyOf(value, BRAND) !== undefined && !isOwn(value);
}

/** Says that another copy of the library has made something, and how there come to be two. */
export function foreignness(what: string, value: unknown): string {
  return (
    `${what} was made by another copy of rxjs-stages (version ${quote(propertyOf(propertyOf(value, BRAND), 'version'))}, this one is ${quote(VERSION)}). ` +
    'Two copies are loaded, because of two installs (see `npm ls rxjs-stages`), a bundle that mixes `import` and `require`, or `jest.resetModules`. ' +
    'Load only one.'
  );
}
