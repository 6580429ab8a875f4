import { Readable } from 'node:stream';
import type { Job } from '../tasks/job.mjs';
import { isolated } from './isolated.mjs';

/** The operators of Node's own streams; they keep the order of their source. */
export async function run(job: Job): Promise<void> {
  const { first, second } = isolated(job);
  await Readable.from(job.roots)
    .flatMap((root: number) => first(root), { concurrency: job.slots.first })
    .forEach((leaf: number) => second(leaf), { concurrency: job.slots.second });
}
