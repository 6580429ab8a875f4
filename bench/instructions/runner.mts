/*
 * Runs in the process that is counted: warms all workloads up, says `ready`, waits for a file to appear, and runs them again, with a mark after each run.
 *
 *   node runner.cjs <file to wait for> <bundle of a workload> …
 *
 * The last line that it prints says what was between the marks.
 */
import { existsSync } from 'node:fs';
import { getPriority } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { Workload } from './workload.mjs';

/** Calls a function of the C library that nothing else here calls: callgrind is told to write down its count there. */
const mark = getPriority;

/** How long it waits for the file, in ms: if whoever should make it is gone, this process must go too. */
const PATIENCE = 60_000;
const STEP = 10;

const [signal = '', ...bundles] = process.argv.slice(2);
void main();

async function main(): Promise<void> {
  const workloads = await Promise.all(bundles.map(async (bundle) => ((await import(pathToFileURL(bundle).href)) as { workload: Workload }).workload));
  for (const { warmUp, run } of workloads) for (let time = 0; time < warmUp; time++) await run();
  console.log('ready');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let left = PATIENCE / STEP; !existsSync(signal); left--) {
    if (left < 0) throw new Error('nobody counts');
    Atomics.wait(cell, 0, 0, STEP);
  }
  mark();
  for (const { measured, run } of workloads) {
    for (let time = 0; time < measured; time++) {
      await run();
      mark();
    }
  }
  console.log(JSON.stringify(workloads.map(({ tasks, measured }) => ({ tasks, measured }))));
}
