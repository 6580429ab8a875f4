import { pipeline, remote } from 'rxjs-stages';
import { jobQueue, type JobQueueOptions } from 'rxjs-stages/bullmq';
import { stagesFor, type Item } from './stages';

/** What a producer in a process of its own runs. */
export interface Production {
  readonly options: JobQueueOptions;
  readonly items: readonly Item[];
  readonly concurrency: number;
}

/** Tells its parent of each outcome, and ends by itself. */
async function main({ options, items, concurrency }: Production): Promise<void> {
  const { search, detail } = stagesFor();
  const queue = await jobQueue(options);
  const run = pipeline(remote(search, queue).with({ concurrency }), remote(detail, queue).with({ concurrency }));
  for await (const outcome of run(items)) process.send?.(outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason));
  await queue.close();
  process.disconnect();
}

void main(JSON.parse(process.argv[2] ?? '') as Production);
