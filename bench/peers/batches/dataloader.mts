import DataLoader from 'dataloader';
import type { BatchJob } from '../../tasks/batches.mjs';

/** All ids are loaded at once. DataLoader has no bound on requests in flight, so the batch function has one, written by hand. */
export async function run({ ids, request, max, slots, deliver }: BatchJob): Promise<void> {
  const waiting: (() => void)[] = [];
  let free = slots;
  const bounded = async (keys: readonly number[]): Promise<readonly (number | Error)[]> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await request(keys);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
  const loader = new DataLoader<number, number>(bounded, { maxBatchSize: max, cache: false });
  await Promise.all(
    ids.map((id) =>
      loader.load(id).then(
        (value) => {
          deliver(id, value);
        },
        () => {
          deliver(id, undefined);
        },
      ),
    ),
  );
}
