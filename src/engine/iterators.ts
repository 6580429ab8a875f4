/**
 * Reads what `next()` gave, as `for…of` does.
 *
 * @throws TypeError if it is no object
 */
export function checkResult(result: unknown): IteratorResult<unknown> {
  if (typeof result === 'object' && result !== null) return result as IteratorResult<unknown>;
  throw new TypeError(`Iterator result ${String(result)} is not an object`);
}

/** Calls `return()` on an iterator that nobody will read on. What it throws, or rejects with later, has nobody to go to. */
export function close(iterator: Iterator<unknown> | AsyncIterator<unknown>): void {
  try {
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  } catch {
    // The consumer has left: see above.
  }
}
