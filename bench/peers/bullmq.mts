import { Queue, QueueEvents } from 'bullmq';
import { backendOf } from '../jobs/backend.mjs';
import type { Producer } from '../jobs/producer.mjs';
import { QUEUE } from '../jobs/square.mjs';

/** How often to ask for jobs whose event does not come, in ms. PostgreSQL loses some. */
const PATIENCE = 250;

/** `Queue.add` for each job, and the event `completed` for each answer. */
export async function connect(url: string): Promise<Producer> {
  const { connection, backend } = backendOf(url);
  const queue = new Queue<number, number>(QUEUE, { connection }, backend);
  const events = new QueueEvents(QUEUE, { connection }, backend);
  const waiting = new Map<string, (answer: number) => void>();
  let last = 0;
  const settle = (id: string, answer: unknown): void => {
    waiting.get(id)?.(Number(answer));
    waiting.delete(id);
  };
  events.on('completed', ({ jobId, returnvalue }) => {
    settle(jobId, returnvalue);
  });
  let before = new Set<string>();
  const timer = setInterval(() => {
    for (const id of waiting.keys()) {
      if (before.has(id))
        void queue.getJob(id).then((job) => {
          if (typeof job?.returnvalue === 'number') settle(id, job.returnvalue);
        });
    }
    before = new Set(waiting.keys());
  }, PATIENCE);
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

  const ask = (n: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const jobId = `job-${String(++last)}`;
      waiting.set(jobId, resolve);
      queue.add('square', n, { jobId }).catch(reject);
    });
  return {
    async run(inputs, outstanding, answered) {
      const iterator = inputs[Symbol.iterator]();
      const takeAll = async (): Promise<void> => {
        for (let next = iterator.next(); next.done !== true; next = iterator.next()) answered(await ask(next.value));
      };
      await Promise.all(Array.from({ length: outstanding }, takeAll));
    },
    close() {
      clearInterval(timer);
      return Promise.all([queue.close(), events.close()]);
    },
  };
}
