/* A worker in a process of its own, which ends with whoever has started it. */
import { createPostgresBackend, createRedisBackend, Worker } from 'bullmq';
import { serve } from 'rxjs-stages/bullmq';
import { QUEUE, square } from './square.mjs';

const [kind, connection = ''] = process.argv.slice(2);
const concurrency = 50;

if (kind === 'BullMQ') {
  const isRedis = connection.startsWith('redis');
  const backend = isRedis ? createRedisBackend : createPostgresBackend;
  const worker = new Worker<number, number>(
    QUEUE,
    ({ data }) => Promise.resolve(data * data),
    { connection: isRedis ? { url: connection } : { connectionString: connection }, concurrency },
    backend as never,
  );
  await worker.waitUntilReady();
} else {
  await serve([square], { queue: QUEUE, connection, concurrency });
}
process.send?.('ready');
process.once('disconnect', () => process.exit());
