import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a server does with the connection of one request, when it has read the beginning of it. */
export type Misdeed = (socket: Socket, server: RawServer) => void;

/** A server on loopback that speaks HTTP only as far as it is told to: one connection for each request. */
export class RawServer {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** A port where nobody listens. */
    readonly deadPort: number,
  ) {}

  static async start(misdeed: Misdeed): Promise<RawServer> {
    const dead = await listening();
    const { port } = dead.address() as AddressInfo;
    const server = await listening();
    await new Promise((resolve) => dead.close(resolve));
    const self = new RawServer(server, port);
    server.on('connection', (socket) => {
      self.sockets.add(socket);
      socket.once('close', () => self.sockets.delete(socket));
      // What its client does to a connection is no failure of the server.
      socket.on('error', () => undefined);
      socket.once('data', () => {
        misdeed(socket, self);
      });
    });
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Fulfilled when no connection is left, whoever has closed it. */
  async idle(): Promise<void> {
    const closed = [...this.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(closed);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
