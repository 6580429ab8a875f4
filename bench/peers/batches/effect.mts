import { Effect, Exit, Request, RequestResolver, Semaphore } from 'effect';
import type { BatchJob } from '../../tasks/batches.mjs';

class Get extends Request.Class<{ readonly id: number }, number, Error> {}

/** A request of each id, all of them made at once, and a resolver with a semaphore. */
export function run({ ids, request, max, slots, deliver }: BatchJob): Promise<void> {
  const semaphore = Semaphore.makeUnsafe(slots);
  const all = RequestResolver.make<Get>((entries) =>
    semaphore.withPermit(
      Effect.map(
        Effect.promise(() => request(entries.map((entry) => entry.request.id))),
        (answers) => {
          for (const [index, entry] of entries.entries()) {
            const answer = answers[index] as number | Error;
            entry.completeUnsafe(answer instanceof Error ? Exit.fail(answer) : Exit.succeed(answer));
          }
        },
      ),
    ),
  );
  const resolver = RequestResolver.batchN(all, max);
  const get = (id: number): Effect.Effect<void> =>
    Effect.match(Effect.request(new Get({ id }), resolver), {
      onSuccess: (value) => {
        deliver(id, value);
      },
      onFailure: () => {
        deliver(id, undefined);
      },
    });
  return Effect.runPromise(Effect.forEach(ids, get, { concurrency: 'unbounded', discard: true }));
}
