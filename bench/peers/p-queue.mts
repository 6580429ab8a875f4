import PQueue from 'p-queue';
import type { Job } from '../tasks/job.mjs';

/** Two queues, and a loop that adds a root only while neither has as many waiting as it has slots. */
export async function run({ roots, first, second, slots, tally }: Job): Promise<void> {
  const requests = new PQueue({ concurrency: slots.first });
  const details = new PQueue({ concurrency: slots.second });

  async function request(root: number): Promise<void> {
    try {
      for (const leaf of await first(root)) void details.add(() => detail(leaf));
    } catch {
      tally.rejectRoot();
    }
  }

  async function detail(leaf: number): Promise<void> {
    try {
      await second(leaf);
      tally.fulfil();
    } catch {
      tally.reject();
    }
  }

  for (const root of roots) {
    if (requests.size >= slots.first) await requests.onSizeLessThan(slots.first);
    if (details.size >= slots.second) await details.onSizeLessThan(slots.second);
    void requests.add(() => request(root));
  }
  await requests.onIdle();
  await details.onIdle();
}
