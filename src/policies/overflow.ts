/**
 * What happens when the source pushes a root while `maxWaiting` others wait to start. See
 * {@link PipelineOptions.overflow}.
 */
export type Overflow = 'error' | 'drop-oldest' | 'drop-newest';

/** The error when the source pushes a root while `maxWaiting` others wait to start. */
export class OverflowError extends Error {
  override readonly name = 'OverflowError';

  /** @param maxWaiting - the bound that was reached, in branches */
  constructor(readonly maxWaiting: number) {
    super(`The source pushed more than ${String(maxWaiting)} waiting items (maxWaiting: ${String(maxWaiting)})`);
  }
}
