import { Socket } from 'node:net';
import { createPostgresBackend, createRedisBackend, type BackendFactory, type IQueueBackend } from 'bullmq';
import { check, fits, has, OBJECT, type Rule } from '../check.js';
import { propertyOf } from '../property-of.js';

/** What the classes of BullMQ need to connect to a server. */
export interface Connection {
  readonly options: { readonly connection: never; readonly prefix?: string };
  readonly backend: BackendFactory<IQueueBackend, never>;
  /** Whether a command may remove a job that a worker has just taken. */
  readonly removesTaken: boolean;
  /** From how many jobs on one command for all of them costs less. */
  readonly bulk: number;
  /** Cuts what a server that does not answer leaves open after a backend was closed. */
  readonly cut: (backend: IQueueBackend) => void;
}

const REDIS = /^rediss?:\/\//;
const POSTGRES = /^postgres(ql)?:\/\//;

/** Whether a value is an object whose properties can be read. */
function isReadable(value: unknown): boolean {
  return fits(OBJECT, value) && Object.keys(value as object).length >= 0;
}

export const CONNECTION: Rule = [
  "a URL, 'redis://…' or 'postgres://…', or connection options of ioredis or pg",
  (value) => (typeof value === 'string' ? REDIS.test(value) || POSTGRES.test(value) : isReadable(value)),
];

/** With fewer, one connection waits for another. */
const POOL_SIZE: Rule = ['a number >= 4, because a queue or a worker uses so many connections', (value) => (value as number) >= 4];

/**
 * Chooses the server by a URL, or by what connection options look like.
 *
 * @param call - the public function, for messages
 * @throws RangeError if it is a pool that is too small
 */
export function connectionTo(call: string, connection: string | object, prefix?: string): Connection {
  const to = isPostgres(connection) ? toPostgres(call, connection) : toRedis(connection);
  return prefix === undefined ? to : { ...to, options: { ...to.options, prefix } };
}

/** What connection options may say of where they lead. */
interface Place {
  readonly connectionString?: string;
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
}

/** Where a connection leads, for messages: without credentials. */
export function nameOf(connection: string | object): string {
  const { connectionString, url = connectionString, host, port } = (typeof connection === 'string' ? { url: connection } : connection) as Place;
  if (url !== undefined && URL.canParse(url)) {
    const { protocol, host: at, pathname } = new URL(url);
    return `${protocol}//${at}${pathname}`;
  }
  const [server, usual] = isPostgres(connection) ? ['PostgreSQL', 5432] : ['Redis', 6379];
  return host === undefined ? server : `${server} at ${host}:${String(port ?? usual)}`;
}

/** A URL, options of `pg` with a `connectionString` or a `database`, or a pool, which has `query`. */
function isPostgres(connection: string | object): boolean {
  if (typeof connection === 'string') return POSTGRES.test(connection);
  return 'connectionString' in connection || 'database' in connection || (has(connection, 'query') && has(connection, 'connect'));
}

function toPostgres(call: string, connection: string | object): Connection {
  const options = typeof connection === 'string' ? { connectionString: connection } : connection;
  const sockets = new Set<Socket>();
  const stream = (): Socket => {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  // A pool has its own settings. Migrations that have already run are skipped.
  const isPool = has(options, 'query');
  const max = isPool ? propertyOf(propertyOf(options, 'options'), 'max') : undefined;
  if (typeof max === 'number') check(`${call}: \`max\` of the pool of pg`, POOL_SIZE, max);
  const migrates = 'migrate' in options || 'skipMigrations' in options;
  return {
    options: { connection: (isPool ? options : { stream, ...(!migrates && { migrate: true }), ...options }) as never },
    backend: createPostgresBackend,
    // It looks whether a worker has the job before it removes it.
    removesTaken: true,
    // It makes tables for a bulk.
    bulk: 9,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function toRedis(connection: string | object): Connection {
  // Commands wait for a server that is away instead of failing. Closing a connection does not wait.
  const patient = { maxRetriesPerRequest: null, disconnectTimeout: 500 };
  const isClient = has(connection, 'duplicate') || has(connection, 'connect');
  // By default, BullMQ waits for up to 20 s.
  const retryStrategy = (times: number): number => Math.min(50 * 2 ** times, 2000);
  const options = typeof connection === 'string' ? { url: connection } : connection;
  return {
    options: { connection: (isClient ? connection : { retryStrategy, ...options, ...patient }) as never },
    backend: createRedisBackend,
    removesTaken: false,
    // A bulk is a transaction, which holds up the workers. What is sent in one turn travels together anyway.
    bulk: Infinity,
    cut: (backend) => {
      const { client, blockingClient } = backend as unknown as Readonly<Record<'client' | 'blockingClient', Promise<RedisClient> | undefined>>;
      if (isClient) return;
      for (const each of [client, blockingClient]) each?.then(end, () => undefined);
    },
  };
}

interface RedisClient {
  connect(): Promise<unknown>;
  disconnect(): void;
}

/** Fails all commands of a client. A client that waits to reconnect fails them only after `connect`. */
function end(client: RedisClient): void {
  client.connect().catch(() => undefined);
  client.disconnect();
}
