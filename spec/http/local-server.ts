import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exchange } from './exchange';

const PROBE = '/probe';

/** An HTTP server on loopback that shows what arrives at it, and answers nothing unless it is told to. */
export class LocalServer {
  /** All requests so far, in the order of their arrival. */
  readonly exchanges: Exchange[] = [];
  /** Who gets each request when it arrives. */
  handle: (exchange: Exchange) => void = () => undefined;

  private readonly awaited = new Map<string, ((exchange: Exchange) => void)[]>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      if (request.url === PROBE) {
        response.end();
        return;
      }
      const exchange = new Exchange(request, response);
      this.exchanges.push(exchange);
      for (const resolve of this.awaited.get(exchange.path) ?? []) resolve(exchange);
      this.awaited.delete(exchange.path);
      this.handle(exchange);
    });
  }

  /** Listens on a port that the system chooses. */
  static async start(): Promise<LocalServer> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new LocalServer(server);
  }

  get url(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `http://${address}:${String(port)}`;
  }

  get paths(): string[] {
    return this.exchanges.map(({ path }) => path);
  }

  /** The first request for a path, when it has arrived. */
  arrival(path: string): Promise<Exchange> {
    const arrived = this.exchanges.find((exchange) => exchange.path === path);
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => {
      this.awaited.set(path, [...(this.awaited.get(path) ?? []), resolve]);
    });
  }

  arrivals(...paths: string[]): Promise<Exchange[]> {
    return Promise.all(paths.map((path) => this.arrival(path)));
  }

  /** One round trip on a connection of its own, which `exchanges` does not show: what was sent before it has had time to arrive. */
  probe(): Promise<void> {
    return new Promise((resolve, reject) => {
      get(`${this.url}${PROBE}`, { agent: false }, (response) => {
        response.resume().once('close', () => {
          resolve();
        });
      }).once('error', reject);
    });
  }

  /** Closes the server and every connection that is left. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
