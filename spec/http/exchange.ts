import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One request as the server sees it. It is held until the spec answers it, or drops its connection. */
export class Exchange {
  readonly path: string;
  readonly socket: Socket;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    this.path = request.url ?? '';
    this.socket = request.socket;
  }

  /** Fulfilled by the 'close' event that the server gets of the request's socket. */
  get closed(): Promise<void> {
    if (this.socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.socket.once('close', () => {
        resolve();
      });
    });
  }

  /** Whether the whole answer was given. */
  get answered(): boolean {
    return this.response.writableEnded;
  }

  answer(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.send(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
  }

  /** Answers with a body as it is. */
  send(body: string | Uint8Array, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, headers).end(body);
  }

  /** Gives the head of an answer and the first bytes of its body. */
  begin(status = 200): void {
    this.response.writeHead(status, { 'content-type': 'application/json', 'content-length': 1_000 }).write('"');
  }

  /** Gives what the body lacks of what its head has promised. */
  finish(): void {
    this.response.end('"'.padStart(999));
  }

  /** Resets the connection. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Ends the connection after what was given so far. */
  hangUp(): void {
    this.socket.destroySoon();
  }
}
