/* A worker in a process of its own. It tells when it takes jobs, and ends with whoever has started it. */
import type { Input } from './jobs.mjs';

const [kind, url = '', queue = ''] = process.argv.slice(2);
const CONCURRENCY = 50;

process.once('disconnect', () => process.exit());
const answer = ({ id }: Input): Promise<number> => Promise.resolve(2 * id);
if (kind === 'raw') {
  const { Worker } = await import('bullmq');
  const { connectionTo } = await import('./connection.mjs');
  const { connection, backend } = connectionTo(url);
  const worker = new Worker<Input, number>(queue, ({ data }) => answer(data), { connection, concurrency: CONCURRENCY }, backend);
  await worker.waitUntilReady();
} else {
  const { stage } = await import('rxjs-stages');
  const { serve } = await import('rxjs-stages/bullmq');
  await serve([stage('double', answer)], { queue, connection: url, concurrency: CONCURRENCY });
}
process.send?.('ready');
