import { Effect } from 'effect';
import type { Job } from '../tasks/job.mjs';

/** The requests of the second round as effects, that count what comes of them and never fail. */
export function detailed({ second, tally }: Job): (leaf: number) => Effect.Effect<void> {
  return (leaf) =>
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
}
