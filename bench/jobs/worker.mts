/* A worker in a process of its own, which ends with whoever has started it. */
import { Worker } from 'bullmq';
import { serve } from 'rxjs-stages/bullmq';
import { backendOf } from './backend.mjs';
import { QUEUE, square } from './square.mjs';

const [kind, url = ''] = process.argv.slice(2);
const concurrency = 50;

if (kind === 'BullMQ') {
  const { connection, backend } = backendOf(url);
  const worker = new Worker<number, number>(QUEUE, ({ data }) => Promise.resolve(data * data), { connection, concurrency }, backend);
  await worker.waitUntilReady();
} else {
  await serve([square], { queue: QUEUE, connection: url, concurrency });
}
process.send?.('ready');
process.once('disconnect', () => process.exit());
