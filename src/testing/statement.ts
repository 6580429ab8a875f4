/** Where an expectation was stated. A failure points there, not to where it was detected. */
export class Statement {
  readonly #origin = new Error();

  /** @param by - the function that was called to state it */
  constructor(by: (...args: never[]) => unknown) {
    (Error as { captureStackTrace?: (error: Error, after: unknown) => void }).captureStackTrace?.(this.#origin, by);
  }

  /** Creates an error that points to the statement. */
  failure(message: string): Error {
    const error = new Error(message);
    const frames = (this.#origin.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) || line.includes('@'));
    error.stack = [`${error.name}: ${message}`, ...frames].join('\n');
    return error;
  }
}
