import { Queue, QueueEvents } from 'bullmq';
import pg from 'pg';
import { connectionTo } from '../../queues/connection.mjs';
import type { Input, Place, Produce } from '../../queues/jobs.mjs';

/** How often it looks for lost events, in ms. */
const PERIOD = 100;

/** Adds each job, and waits for the event that it has completed. */
export async function rawProducer({ url, queue: name, outstanding }: Place): Promise<Produce> {
  const { connection, backend } = connectionTo(url);
  const queue = new Queue<Input>(name, { connection }, backend);
  const events = new QueueEvents(name, { connection }, backend);
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

  const waiting = new Map<string, (answer: number) => void>();
  const early = new Map<string, number>();
  const completed = (id: string, answer: number): void => {
    const resolve = waiting.get(id);
    if (resolve === undefined) early.set(id, answer);
    else {
      waiting.delete(id);
      resolve(answer);
    }
  };
  events.on('completed', ({ jobId, returnvalue }) => {
    completed(jobId, returnvalue as unknown as number);
  });
  if (!url.startsWith('redis')) findLost(url, name, waiting, completed);

  return async (jobs) => {
    let sum = 0;
    const left = jobs.values();
    const produce = async (): Promise<void> => {
      for (const job of left) {
        const { id } = (await queue.add('double', job)) as { readonly id: string };
        const answer = early.get(id);
        early.delete(id);
        sum += answer ?? (await new Promise<number>((resolve) => waiting.set(id, resolve)));
      }
    };
    await Promise.all(Array.from({ length: outstanding }, produce));
    return sum;
  };
}

/**
 * BullMQ loses events on PostgreSQL. One statement for all jobs that have waited for a while costs
 * least; the interface of BullMQ has none.
 */
function findLost(connectionString: string, queue: string, waiting: ReadonlyMap<string, unknown>, completed: (id: string, answer: number) => void): void {
  const pool = new pg.Pool({ connectionString, max: 1 });
  const statement = "SELECT id, return_value FROM bullmq.job WHERE queue = $1 AND state = 'completed' AND id = ANY ($2)";
  let before = new Set<string>();
  const look = async (): Promise<void> => {
    const ids = [...waiting.keys()].filter((id) => before.has(id));
    before = new Set(waiting.keys());
    const { rows } = await pool.query(statement, [queue, ids]);
    for (const { id, return_value: answer } of rows) if (waiting.has(id as string)) completed(id as string, answer as number);
    setTimeout(() => void look(), PERIOD);
  };
  void look();
}
