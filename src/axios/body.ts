import type { Body, BodyObserver } from './body-observer.js';
import { followReadable, isReadable } from './readable.js';
import { followWebStream, isWebStream } from './web-stream.js';

/**
 * Follows a body, if it is a stream that is still open: a Node stream, from the http adapter of
 * axios, or a web stream, from the fetch adapter.
 *
 * @returns `undefined` if there is nothing to follow
 */
export function followBody(data: unknown, observer: BodyObserver): Body | undefined {
  if (isReadable(data)) return data.readableEnded || data.destroyed ? undefined : followReadable(data, observer);
  // A locked stream has its reader, and only that one can tell how much has been read.
  if (isWebStream(data)) return data.locked ? undefined : followWebStream(data, observer);
  return undefined;
}

/**
 * Destroys a body that nothing will read, if it is a stream: its socket would stay open.
 *
 * @returns whether it is a stream
 */
export function discardBody(data: unknown): boolean {
  if (isReadable(data)) data.destroy();
  else if (isWebStream(data)) data.cancel().catch(() => undefined);
  else return false;
  return true;
}
