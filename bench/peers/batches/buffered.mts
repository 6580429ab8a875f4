import { bufferCount, from, mergeMap } from 'rxjs';
import type { BatchJob } from '../../tasks/batches.mjs';

/** Lists of ids. What came of each id is read off its list by hand; a request that fails would fail everything. */
export function run({ ids, request, max, slots, deliver }: BatchJob): Promise<void> {
  return new Promise((resolve, reject) => {
    from(ids)
      .pipe(
        bufferCount(max),
        mergeMap(async (batch) => ({ batch, answers: await request(batch) }), slots),
      )
      .subscribe({
        next: ({ batch, answers }) => {
          for (const [index, id] of batch.entries()) {
            const answer = answers[index];
            deliver(id, answer instanceof Error ? undefined : answer);
          }
        },
        error: reject,
        complete: resolve,
      });
  });
}
