import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { journal } from 'rxjs-stages/node';
import type { Job } from '../tasks/job.mjs';
import { withPolicies } from './rxjs-stages.mjs';

/** Subscribed, with a journal that has none of the answers. */
export function journaled(durable: 'process' | 'power'): (job: Job) => Promise<void> {
  return async (job) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
    const cache = journal(path.join(folder, 'run.db'), { durable });
    await withPolicies({ cache })(job);
    await cache.close();
    await rm(folder, { recursive: true });
  };
}
