import pMap from 'p-map';
import type { Job } from '../tasks/job.mjs';
import { isolated } from './isolated.mjs';

/** A barrier: nothing of the second round before all of the first one. */
export async function run(job: Job): Promise<void> {
  const { first, second } = isolated(job);
  const lists = await pMap(job.roots, first, { concurrency: job.slots.first });
  await pMap(lists.flat(), second, { concurrency: job.slots.second });
}
