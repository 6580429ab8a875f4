/**
 * Reads a property of whatever it is given: `undefined` if there is none, and also if reading it throws, for an error may be anything, a proxy or a thing with
 * getters included.
 */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  try {
    return (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
