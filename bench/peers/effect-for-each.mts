import { Effect, Semaphore } from 'effect';
import type { Job } from '../tasks/job.mjs';
import { detailed } from './effect-detailed.mjs';

/** A fiber for each task: a bounded `forEach` over the roots, in each of them one over its leaves, whose bound is a semaphore for all of them. */
export function run(job: Job): Promise<void> {
  const { roots, first, slots, tally } = job;
  const details = Semaphore.makeUnsafe(slots.second);

  const ask = detailed(job);
  const detail = (leaf: number) => details.withPermit(ask(leaf));

  const request = (root: number) =>
    Effect.matchEffect(
      Effect.tryPromise(() => first(root)),
      {
        onSuccess: (leaves) => Effect.forEach(leaves, detail, { concurrency: slots.second, discard: true }),
        onFailure: () =>
          Effect.sync(() => {
            tally.rejectRoot();
          }),
      },
    );

  return Effect.runPromise(Effect.forEach(roots, request, { concurrency: slots.first, discard: true }));
}
