import { createPostgresBackend, createRedisBackend } from 'bullmq';

/** What the classes of BullMQ need for a server. Whoever comes first makes the tables of PostgreSQL. */
export function backendOf(url: string): { readonly connection: never; readonly backend: never } {
  const isRedis = url.startsWith('redis');
  return {
    connection: (isRedis ? { url } : { connectionString: url, migrate: true }) as never,
    backend: (isRedis ? createRedisBackend : createPostgresBackend) as never,
  };
}
