import { Queue } from 'bullmq';
import { jobQueue, type BullJobQueue, type JobQueueOptions } from 'rxjs-stages/bullmq';

const open: { close(): Promise<unknown> }[] = [];

/** A queue in this process, which is closed in the end. */
export async function openQueue(options: JobQueueOptions): Promise<BullJobQueue> {
  const queue = await jobQueue({ onError: () => undefined, ...options });
  open.push(queue);
  return queue;
}

/** BullMQ's view of a queue on Redis. */
export async function inspect(queue: string, url: string): Promise<Queue> {
  const inspected = new Queue(queue, { connection: { url } });
  open.push(inspected);
  await inspected.waitUntilReady();
  return inspected;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});
