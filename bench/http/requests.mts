import type { Gauge } from '../tasks/gauge.mjs';
import type { Tasks } from '../tasks/job.mjs';
import type { Get } from './clients.mjs';

/** Tasks that are requests of both rounds, by some client. */
export function requests(get: Get): Tasks {
  return (_, { first, second }) => ({
    first: async (root) => (await asked(get, `/roots/${String(root)}`, first)) as number[],
    second: async (leaf) => ((await asked(get, `/leaves/${String(leaf)}`, second)) as { id: number }).id,
  });
}

async function asked(get: Get, path: string, gauge: Gauge): Promise<unknown> {
  gauge.enter();
  try {
    return await get(path);
  } finally {
    gauge.leave();
  }
}
