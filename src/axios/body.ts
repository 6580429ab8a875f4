import type { Body, BodyObserver } from './body-observer.js';
import { followReadable, isReadable } from './readable.js';
import { followWebStream, isWebStream } from './web-stream.js';

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
