import type { Body, BodyObserver } from './body-observer.js';

export function isWebStream(data: unknown): data is ReadableStream<unknown> {
  const { getReader, cancel } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return typeof getReader === 'function' && typeof cancel === 'function';
}

/**
 * Follows a web stream by reading it, because it has no events. Its reader gets another stream,
 * which reads nothing ahead.
 */
export function followWebStream(stream: ReadableStream<unknown>, observer: BodyObserver): Body {
  const reader = stream.getReader();
  let open = true;
  let controller: ReadableStreamDefaultController<unknown>;

  const close = (): boolean => {
    if (!open) return false;
    open = false;
    return true;
  };
  const take = ({ done, value }: ReadableStreamReadResult<unknown>): void => {
    if (!done) {
      if (open) controller.enqueue(value);
    } else if (close()) {
      controller.close();
      observer.ended();
    }
  };
  const fail = (reason: unknown): void => {
    if (!close()) return;
    controller.error(reason);
    observer.failed(reason);
  };
  const source: UnderlyingDefaultSource<unknown> = {
    start(given) {
      controller = given;
    },
    pull: () => reader.read().then(take, fail),
    cancel(reason) {
      open = false;
      observer.left();
      discard(reader, reason);
    },
  };
  return {
    data: new ReadableStream(source, { highWaterMark: 0 }),
    destroy(reason) {
      if (!close()) return;
      controller.error(reason);
      discard(reader, reason);
    },
  };
}

/**
 * Not awaited: the stream of axios is cancelled only when its next chunk arrives or its request is
 * aborted.
 */
function discard(reader: ReadableStreamDefaultReader<unknown>, reason: unknown): void {
  reader.cancel(reason).catch(() => undefined);
}
