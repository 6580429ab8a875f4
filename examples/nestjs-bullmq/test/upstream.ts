import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { filter, firstValueFrom, ReplaySubject, take, toArray } from 'rxjs';

/** One request as the upstream server sees it, held until the test answers it. */
export class Exchange {
  /** Settles when the socket of the request is closed. */
  readonly closed: Promise<unknown>;

  constructor(
    readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    this.closed = once(request.socket, 'close');
  }

  answer(body: unknown, status = 200): void {
    this.response.writeHead(status, { 'content-type': 'application/json', 'x-secret': 'header' }).end(JSON.stringify(body));
  }
}

/** A real HTTP server on loopback that stands for the one that the app makes requests to. */
export class Upstream {
  private readonly exchanges = new ReplaySubject<Exchange>();
  private readonly urls: (string | undefined)[] = [];
  private readonly server = createServer((request, response) => {
    this.urls.push(request.url);
    this.exchanges.next(new Exchange(request, response));
  });

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Waits for a request for a path, the first one unless another is asked for. */
  async arrival(path: string, which = 1): Promise<Exchange> {
    const all = this.exchanges.pipe(
      filter(({ request }) => request.url === path),
      take(which),
      toArray(),
    );
    return (await firstValueFrom(all))[which - 1] as Exchange;
  }

  /** Answers each request for a path, as soon as it has arrived. */
  answer(path: string, body: unknown, status?: number): void {
    this.exchanges.pipe(filter(({ request }) => request.url === path)).subscribe((exchange) => {
      exchange.answer(body, status);
    });
  }

  /** How many requests for a path have arrived. */
  count(path: string): number {
    return this.urls.filter((url) => url === path).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }
}
