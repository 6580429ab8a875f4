import type { GenericAbortSignal } from 'axios';

/**
 * Aborts a controller when a signal aborts, with the same reason; immediately if it has already
 * aborted.
 *
 * `AbortSignal.any` would leave the cleanup to the garbage collector, when a signal outlives its
 * requests. Here the caller decides when.
 *
 * @returns a function that removes the listener
 */
export function follow(signal: GenericAbortSignal | null | undefined, controller: AbortController): () => void {
  const abort = (): void => {
    controller.abort((signal as Partial<AbortSignal>).reason);
  };
  if (signal?.aborted === true) abort();
  else signal?.addEventListener?.('abort', abort);
  return () => {
    signal?.removeEventListener?.('abort', abort);
  };
}
