import { pipeline, remote } from 'rxjs-stages';
import { jobQueue, type JobQueueOptions } from 'rxjs-stages/bullmq';
import { dropEvents } from './drop-events';
import { stagesFor, type Item } from './stages';

/** What a producer in a process of its own runs. */
export interface Production {
  readonly options: JobQueueOptions;
  readonly items: readonly Item[];
  readonly concurrency: number;
  /** Whether the first stage only is run. */
  readonly isShort?: boolean;
  readonly retry?: number;
  /** Which of the events it does not see. */
  readonly drop?: { readonly rate: number; readonly seed: number };
}

/** Tells its parent of each outcome, and ends by itself. */
async function main({ options, items, concurrency, isShort = false, retry = 0, drop }: Production): Promise<void> {
  if (drop !== undefined) dropEvents(drop.rate, drop.seed);
  const { search, detail } = stagesFor();
  const queue = await jobQueue(options);
  process.send?.('ready');
  const last = remote(detail.with({ concurrency, retry: { count: retry, delay: 0 } }), queue);
  const run = isShort ? pipeline(last) : pipeline(remote(search, queue).with({ concurrency }), last);
  for await (const outcome of run(items)) process.send?.(outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).message);
  await queue.close();
  process.send?.('ended', () => {
    process.disconnect();
  });
}

void main(JSON.parse(process.argv[2] ?? '') as Production);
