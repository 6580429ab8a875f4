import { Effect, Stream } from 'effect';
import type { Job } from '../tasks/job.mjs';

/** A stream with a bounded `mapEffect` for each round, each in the order in which results come. */
export function run({ roots, first, second, slots, tally }: Job): Promise<void> {
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

  const detail = (leaf: number) =>
    Effect.match(
      Effect.tryPromise(() => second(leaf)),
      {
        onSuccess: () => {
          tally.fulfil();
        },
        onFailure: () => {
          tally.reject();
        },
      },
    );

  return Stream.fromIterable(roots).pipe(
    Stream.mapEffect(request, { concurrency: slots.first, unordered: true }),
    Stream.flatMap((leaves) => Stream.fromIterable(leaves)),
    Stream.mapEffect(detail, { concurrency: slots.second, unordered: true }),
    Stream.runDrain,
    Effect.runPromise,
  );
}
