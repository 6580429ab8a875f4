import { Effect, Stream } from 'effect';
import type { Job } from '../tasks/job.mjs';
import { detailed } from './effect-detailed.mjs';

/** A stream with a bounded `mapEffect` for each round, each in the order in which results come. */
export function run(job: Job): Promise<void> {
  const { roots, first, slots, tally } = job;
  const request = (root: number) =>
    Effect.match(
      Effect.tryPromise(() => first(root)),
      {
        onSuccess: (leaves) => leaves,
        onFailure: (): readonly number[] => {
          tally.rejectRoot();
          return [];
        },
      },
    );

  return Stream.fromIterable(roots).pipe(
    Stream.mapEffect(request, { concurrency: slots.first, unordered: true }),
    Stream.flatMap((leaves) => Stream.fromIterable(leaves)),
    Stream.mapEffect(detailed(job), { concurrency: slots.second, unordered: true }),
    Stream.runDrain,
    Effect.runPromise,
  );
}
