/** What happens to a root that the source pushes while `maxWaiting` others wait to start. */
export type Overflow = 'error' | 'drop-oldest' | 'drop-newest';

/** Says that the source pushed a root while `maxWaiting` others were waiting to start. */
export class OverflowError extends Error {
  override readonly name = 'OverflowError';

  /** @param maxWaiting - the bound that was reached, in branches */
  constructor(readonly maxWaiting: number) {
    super(`The source pushed more than ${String(maxWaiting)} waiting items (maxWaiting: ${String(maxWaiting)})`);
  }
}
