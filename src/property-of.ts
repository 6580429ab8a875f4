/**
 * Reads a property of whatever it is given: `undefined` if there is none, and also if reading it throws, for an error may be anything, a proxy or a thing with
 * getters included.
 */
export function propertyOf(value: unknown, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
