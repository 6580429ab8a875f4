/** Says whether two values are alike by throwing if they are not: what `assert.deepEqual`, or `expect(actual).toEqual(expected)`, does. */
export type AssertDeepEqual = (actual: unknown, expected: unknown) => unknown;

/** Where somebody stated something: a failure points there, and not to where it was found out. */
export class Statement {
  readonly #origin = new Error();

  /** @param by - the function that was called to state it */
  constructor(by: (...args: never[]) => unknown) {
    (Error as { captureStackTrace?: (error: Error, after: unknown) => void }).captureStackTrace?.(this.#origin, by);
  }

  /** Fails, there. */
  fail(message: string, cause?: unknown): never {
    const error = isError(cause) ? cause : new Error(message);
    const frames = (this.#origin.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) || line.includes('@'));
    error.message = message;
    error.stack = [`${error.name}: ${message}`, ...frames].join('\n');
    throw error;
  }
}

/** Whether something is an error, be it of another realm, as a runner's may be. */
export function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}
