import { consume, flatTransform, transform } from 'streaming-iterables';
import type { Job } from '../tasks/job.mjs';
import { isolated } from './isolated.mjs';

/** A flat transformation, and one that is not. */
export function run(job: Job): Promise<void> {
  const { first, second } = isolated(job);
  const leaves = flatTransform<number, number>(job.slots.first, (root) => first(root) as Promise<number[]>, job.roots);
  return consume(transform(job.slots.second, second, leaves));
}
