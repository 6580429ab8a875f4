import { propertyOf } from '../property-of.js';
import { followReadable, isReadable } from './readable.js';
import { followWebStream, isWebStream } from './web-stream.js';

/** Who is told, once, of how a body that is read by somebody else has ended. */
export interface BodyObserver {
  /** It was read to its end. */
  readonly ended: () => void;
  /** Its reader wants no more of it. */
  readonly left: () => void;
  /** It broke. */
  readonly failed: (reason: unknown) => void;
}

/** A body that is on its way. */
export interface Body {
  /** What its reader is given instead of it. */
  readonly data?: unknown;
  /** Aborts its request and destroys it: its reader gets an error, unless the body has ended before. The observer is not told. */
  destroy(request: AbortController): void;
}

/**
 * Follows the body of a response, if it is a stream and still has something to give: Node's kind, which the http adapter of axios gives, or the web's, which
 * the fetch adapter does.
 *
 * @returns `undefined` if there is nothing to follow
 */
export function followBody(response: unknown, observer: BodyObserver): Body | undefined {
  const data = propertyOf(response, 'data');
  if (isReadable(data)) return data.readableEnded || data.destroyed ? undefined : followReadable(data, observer);
  // Whoever has locked it reads it already, and nobody else can tell how far.
  if (isWebStream(data)) return data.locked ? undefined : followWebStream(data, observer);
  return undefined;
}

/** Ends the body of a response that nobody gets to see, if it is a stream: its socket would stay open. */
export function discardBody(response: unknown): void {
  const data = propertyOf(response, 'data');
  if (isReadable(data)) data.destroy();
  else if (isWebStream(data)) data.cancel().catch(() => undefined);
}
