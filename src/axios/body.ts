import { followReadable, isReadable } from './readable.js';
import { followWebStream, isWebStream } from './web-stream.js';

/** Learns, once, how a body that somebody else reads has ended. */
export interface BodyObserver {
  /** It was read to its end. */
  readonly ended: () => void;
  /** Its reader left it. */
  readonly left: () => void;
  /** It broke. */
  readonly failed: (reason: unknown) => void;
}

/** A body that is on its way. */
export interface Body {
  /** What its reader gets instead of the stream that was followed; with Node's it is the same one. */
  readonly data: unknown;
  /** Ends it: its reader gets the reason as an error, unless the body ended before. */
  destroy(reason: unknown): void;
}

/**
 * Follows a body, if it is a stream that is still open: Node's kind, which the http adapter of axios
 * gives, or the web's, which the fetch adapter does.
 *
 * @returns `undefined` if there is nothing to follow
 */
export function followBody(data: unknown, observer: BodyObserver): Body | undefined {
  if (isReadable(data)) return data.readableEnded || data.destroyed ? undefined : followReadable(data, observer);
  // A locked one has its reader, and nobody else can tell how far that has come.
  if (isWebStream(data)) return data.locked ? undefined : followWebStream(data, observer);
  return undefined;
}

/**
 * Ends a body that nobody will read, if it is a stream: its socket would stay open.
 *
 * @returns whether it is one
 */
export function discardBody(data: unknown): boolean {
  if (isReadable(data)) data.destroy();
  else if (isWebStream(data)) data.cancel().catch(() => undefined);
  else return false;
  return true;
}
