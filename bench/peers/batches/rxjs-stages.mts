import { batchStage } from 'rxjs-stages';
import type { BatchJob } from '../../tasks/batches.mjs';

function stageOf({ request, max, slots }: BatchJob) {
  return batchStage('items', (ids: readonly number[]) => request(ids), { max, concurrency: slots });
}

/** Subscribed. */
export function subscribed(job: BatchJob): Promise<void> {
  return new Promise((resolve, reject) => {
    stageOf(job)(job.ids).subscribe({
      next: (outcome) => {
        job.deliver(outcome.inputs[0], outcome.status === 'fulfilled' ? outcome.value : undefined);
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** Iterated. */
export async function iterated(job: BatchJob): Promise<void> {
  for await (const outcome of stageOf(job)(job.ids)) job.deliver(outcome.inputs[0], outcome.status === 'fulfilled' ? outcome.value : undefined);
}
