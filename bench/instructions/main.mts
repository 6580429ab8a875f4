/*
 * The gate on instruction counts: counts what a task costs in a few workloads, and fails if it has become more than the baseline allows.
 *
 *   npm run bench:instructions              compares with baseline.json
 *   npm run bench:instructions -- --update  writes baseline.json
 */
import { spawnSync } from 'node:child_process';
import { isComparable, readBaseline, writeBaseline } from './baseline.mjs';
import { judge, TOLERANCE } from './judge.mjs';
import { measure } from './measure.mjs';
import { printTable } from './table.mjs';

if (['valgrind', 'vgdb'].some((program) => spawnSync(program, ['--help']).error !== undefined)) {
  console.error('Instructions are counted by valgrind: apt-get install -y valgrind');
  process.exit(1);
}
if (process.argv.includes('--update')) await writeBaseline(await measure());
else await gate();

async function gate(): Promise<void> {
  const baseline = await readBaseline();
  const comparable = isComparable(baseline);
  const costs = await measure();
  printTable(costs, baseline.costs);
  if (!comparable) {
    const here = `Node ${process.version} on ${process.arch}`;
    console.log(`The baseline is of Node ${baseline.node} on ${baseline.arch}, and this is ${here}: only ratios are gated.`);
  }
  const complaints = judge(costs, baseline.costs, comparable);
  for (const complaint of complaints) console.error(`more than ${String(100 * TOLERANCE)} % over: ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
}
