import { from, of } from 'ix/asynciterable';
import { flatMap } from 'ix/asynciterable/operators';
import type { Job } from '../tasks/job.mjs';
import { isolated } from './isolated.mjs';

/** A bounded `flatMap` for each round. */
export async function run(job: Job): Promise<void> {
  const { first, second } = isolated(job);
  await from(job.roots)
    .pipe(
      flatMap(async (root) => from(await first(root)), job.slots.first),
      flatMap(async (leaf) => {
        await second(leaf);
        return of(leaf);
      }, job.slots.second),
    )
    .forEach(() => undefined);
}
