import type { GenericAbortSignal } from 'axios';

/**
 * Aborts a controller when a signal aborts, with the same reason, and at once if it has already.
 *
 * `AbortSignal.any` would leave it to the garbage collector when a signal that outlives its requests forgets them; this says when.
 *
 * @returns a function that stops it, and leaves no listener behind
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
