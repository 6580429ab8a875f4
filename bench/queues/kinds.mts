import { missing, startPostgres, startRedis, type TestServer } from '../../spec/distributed/support/servers.js';

/** A kind of server that BullMQ has its queues on. */
export interface ServerKind {
  readonly name: string;
  /** What has to be installed, in one sentence; `undefined` if everything is. */
  readonly missing: () => string | undefined;
  readonly start: () => Promise<TestServer>;
}

export const SERVER_KINDS = {
  // It writes no files, as Redis does that is a cache.
  redis: { name: 'Redis', missing: () => missing('Redis', ['redis-server']), start: () => startRedis('--appendonly', 'no') },
  // It does not wait for its disk.
  postgres: { name: 'PostgreSQL', missing: () => missing('PostgreSQL', ['postgresql']), start: startPostgres },
} satisfies Readonly<Record<string, ServerKind>>;

export type ServerId = keyof typeof SERVER_KINDS;
