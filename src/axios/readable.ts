import type { Body, BodyObserver } from './body-observer.js';

/**
 * What is needed here of Node's `Readable`. This entry is for browsers, too, and must not need the
 * types of Node.
 */
export interface Readable {
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  /** The request, for a stream that is Node's response itself. */
  readonly req?: { readonly aborted?: boolean };
  on(event: 'end' | 'close' | 'error', listener: (reason?: unknown) => void): unknown;
  destroy(reason?: unknown): unknown;
}

export function isReadable(data: unknown): data is Readable {
  const { pipe, on, destroy } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return [pipe, on, destroy].every((method) => typeof method === 'function');
}

/** Follows a Node stream by its events. Its reader uses the stream itself. */
export function followReadable(data: Readable, observer: BodyObserver): Body {
  let open = true;
  const once = (tell: (reason: unknown) => void) => (reason?: unknown) => {
    if (!open) return;
    open = false;
    tell(reason);
  };
  data.on('end', once(observer.ended));
  data.on('close', once(observer.left));
  // The listener stays: an error of a stream without a listener would end the process.
  data.on(
    'error',
    once((reason) => {
      if (isLeft(data, reason)) observer.left();
      else observer.failed(reason);
    }),
  );
  return {
    data,
    destroy(reason) {
      open = false;
      data.destroy(reason);
    },
  };
}

/**
 * Leaving a `for await` over a stream makes an error, too: an AbortError, or the error of its
 * aborted request.
 */
function isLeft(data: Readable, reason: unknown): boolean {
  return data.req?.aborted === true || (reason as Partial<Error> | null | undefined)?.name === 'AbortError';
}
