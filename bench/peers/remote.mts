import { lastValueFrom, tap } from 'rxjs';
import { remote, unwrap } from 'rxjs-stages';
import { jobQueue } from 'rxjs-stages/bullmq';
import type { Producer } from '../jobs/producer.mjs';
import { QUEUE, square } from '../jobs/square.mjs';

/** @param run - the name of the run; without one, no answer is kept */
export async function connect(url: string, run?: string): Promise<Producer> {
  const queue = await jobQueue({ queue: QUEUE, connection: url, run });
  return {
    async run(inputs, outstanding, answered) {
      const work = remote(square, queue).with({ concurrency: outstanding });
      await lastValueFrom(work(inputs).pipe(unwrap(), tap(answered)));
    },
    close: () => queue.close(),
  };
}
