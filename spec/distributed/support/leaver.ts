import { pipeline, remote } from 'rxjs-stages';
import { jobQueue, serve, type JobQueueOptions } from 'rxjs-stages/bullmq';
import { stagesFor, type Item } from './stages';

/** What a process begins before it is told to close. */
export interface Beginning {
  readonly options: JobQueueOptions;
  readonly items: readonly Item[];
  /** How many of the items run, and how many wait. */
  readonly concurrency: number;
}

/** A producer and a worker in one process, which close when their parent says so, and end by themselves. */
async function main({ options, items, concurrency }: Beginning): Promise<void> {
  let running = 0;
  const { detail } = stagesFor(({ type }) => {
    if (type === 'ran' && ++running === Math.min(concurrency, items.length)) process.send?.('ready');
  });
  const onError = (): void => undefined;
  const worker = await serve([detail], { ...options, concurrency, onError });
  const queue = await jobQueue({ ...options, onError });
  const subscription = pipeline(remote(detail.with({ concurrency: Infinity }), queue))(items).subscribe();
  if (items.length === 0) process.send?.('ready');

  process.once('message', () => {
    const closed = Promise.all([queue.close({ grace: 200 }), worker.close({ grace: 200 })]);
    void closed.then(() => {
      process.disconnect();
      subscription.unsubscribe();
    });
  });
}

void main(JSON.parse(process.argv[2] ?? '') as Beginning);
