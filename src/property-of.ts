/**
 * Reads a property of any value. Returns `undefined` if there is none, or if reading it throws: an
 * error can be anything, including a proxy or an object with getters.
 */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  try {
    return (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
