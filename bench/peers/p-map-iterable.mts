import { pMapIterable } from 'p-map';
import type { Job } from '../tasks/job.mjs';
import { isolated } from './isolated.mjs';

/** Two streams of results, the second one fed by the first, each in the order in which they come. */
export async function run(job: Job): Promise<void> {
  const { first, second } = isolated(job);
  const lists = pMapIterable(job.roots, first, { concurrency: job.slots.first, preserveOrder: false });
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- what is given has been counted
  for await (const _ of pMapIterable(elements(lists), second, { concurrency: job.slots.second, preserveOrder: false }));
}

/** The elements of lists that come one by one. */
async function* elements(lists: AsyncIterable<readonly number[]>): AsyncGenerator<number> {
  for await (const list of lists) yield* list;
}
