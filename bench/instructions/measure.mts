import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bundle, bundleOf } from './bundle.mjs';
import { count } from './callgrind.mjs';

/** Instructions that a task takes, by the name of its workload. */
export type Costs = Readonly<Record<string, number>>;

/** How many processes are measured at once. */
const AT_ONCE = 2;

/** Measures workloads: those of a line in one process. */
export async function measure(processes: readonly (readonly string[])[]): Promise<Costs> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'instructions-'));
  const abort = new AbortController();
  try {
    await bundle(folder);
    const costs: Record<string, number> = {};
    const left = processes.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const names of left) Object.assign(costs, await measureTogether(folder, names, abort.signal));
      }),
    );
    return costs;
  } finally {
    abort.abort();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureTogether(folder: string, names: readonly string[], abort: AbortSignal): Promise<Costs> {
  const bundles = names.map((name) => bundleOf(folder, name));
  const { said, counts } = await count(await mkdtemp(path.join(folder, 'counts-')), bundleOf(folder, 'runner'), bundles, abort);
  const runs = JSON.parse(said) as { tasks: number; measured: number }[];
  const marks = runs.reduce((sum, { measured }) => sum + measured, 0);
  if (counts.length !== marks)
    throw new Error(`callgrind saw ${String(counts.length)} runs of ${names.join(', ')}, where there were ${String(marks)}`);
  return Object.fromEntries(
    runs.map(({ tasks, measured }, index) => [names[index] as string, Math.round(median(counts.splice(0, measured)) / tasks)]),
  );
}

/** Of an odd number: a run in which a full garbage collection falls costs more than the others, and which one it is says nothing. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
