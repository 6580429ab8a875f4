/** Where somebody stated something: a failure points there, and not to where it was found out. */
export class Statement {
  readonly #origin = new Error();

  /** @param by - the function that was called to state it */
  constructor(by: (...args: never[]) => unknown) {
    (Error as { captureStackTrace?: (error: Error, after: unknown) => void }).captureStackTrace?.(this.#origin, by);
  }

  /** Makes the error of a failure, there. */
  failure(message: string): Error {
    const error = new Error(message);
    const frames = (this.#origin.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) || line.includes('@'));
    error.stack = [`${error.name}: ${message}`, ...frames].join('\n');
    return error;
  }
}
