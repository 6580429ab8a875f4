import { createPostgresBackend, createRedisBackend, type BackendFactory, type IQueueBackend } from 'bullmq';

/** What the classes of BullMQ need, as its documentation has it. */
export function connectionTo(url: string): { readonly connection: never; readonly backend: BackendFactory<IQueueBackend, never> } {
  return url.startsWith('redis')
    ? { connection: { url, maxRetriesPerRequest: null } as never, backend: createRedisBackend }
    : { connection: { connectionString: url, migrate: true } as never, backend: createPostgresBackend };
}
