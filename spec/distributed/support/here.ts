import { Queue } from 'bullmq';
import type { RemotableStage } from '../../../src/remote/project-of';
import { connectionTo } from '../../../src/bullmq/connection';
import { jobQueue, serve, type BullJobQueue, type JobQueueOptions, type RemoteWorker, type ServeOptions } from 'rxjs-stages/bullmq';

/** What is closed after each test. */
const open: (() => Promise<unknown>)[] = [];

/** A producer in this process. That commands are repeated is what many specs are about: it does not warn. */
export async function queueHere(options: JobQueueOptions): Promise<BullJobQueue> {
  const queue = await jobQueue({ onError: () => undefined, ...options });
  open.push(() => queue.close({ grace: 1000 }));
  return queue;
}

/** A worker in this process. */
export async function serveHere(stages: readonly RemotableStage[], options: ServeOptions): Promise<RemoteWorker> {
  const worker = await serve(stages, { concurrency: 50, signals: [], ...options });
  open.push(() => worker.close({ grace: 1000 }));
  return worker;
}

/** The queue itself, to look into it. */
export function look({ queue, connection, prefix }: Pick<JobQueueOptions, 'queue' | 'connection' | 'prefix'>): Look {
  const { options, backend } = connectionTo('look', connection, prefix);
  const bull = new Queue(queue, options, backend as never);
  open.push(() => bull.close());
  return new Look(bull);
}

const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, each) => sum + each, 0);

/** What is in a queue. */
export class Look {
  constructor(readonly bull: Queue) {}

  /** How many jobs wait or run. */
  async outstanding(): Promise<number> {
    return sumOf(await this.bull.getJobCounts('wait', 'active', 'delayed', 'prioritized'));
  }

  async finished(): Promise<{ readonly completed?: number; readonly failed?: number }> {
    return this.bull.getJobCounts('completed', 'failed');
  }

  /** How many jobs there are, in any state. */
  async all(): Promise<number> {
    return sumOf(await this.bull.getJobCounts());
  }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});
