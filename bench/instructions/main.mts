/*
 * The gate on instruction counts: counts what a task costs in a few workloads, and fails if it has become more than the baseline allows.
 *
 *   npm run bench:instructions                        compares with baseline.json
 *   npm run bench:instructions -- --update            writes baseline.json
 *   npm run bench:instructions -- --only tree-stages  some workloads, and those that share a process with one of them;
 *                                                     with --update it writes their lines alone
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { isComparable, readBaseline, writeBaseline } from './baseline.mjs';
import { judge } from './judge.mjs';
import { measure } from './measure.mjs';
import { printTable } from './table.mjs';
import { processes } from './workloads.mjs';

if (['valgrind', 'vgdb'].some((program) => spawnSync(program, ['--help']).error !== undefined)) {
  console.error('Instructions are counted by valgrind: apt-get install -y valgrind');
  process.exit(1);
}
const { update, only } = parseArgs({ options: { update: { type: 'boolean', default: false }, only: { type: 'string' } } }).values;
const names = only?.split(',') ?? processes.flat();
const unknown = names.find((name) => !processes.flat().includes(name));
if (unknown !== undefined) throw new Error(`--only ${unknown}: pass some of ${processes.flat().join(',')}`);
const selected = processes.filter((together) => together.some((name) => names.includes(name)));

if (update) {
  const baseline = only === undefined ? undefined : await readBaseline();
  if (baseline !== undefined && !isComparable(baseline)) throw new Error(`--only: the other lines are of Node ${baseline.node} on ${baseline.arch}`);
  await writeBaseline(await measure(selected), baseline);
} else await gate();

async function gate(): Promise<void> {
  const baseline = await readBaseline();
  const comparable = isComparable(baseline);
  const costs = await measure(selected);
  const measured = selected.flat();
  printTable(costs, baseline.costs, measured);
  if (!comparable) {
    const here = `Node ${process.version} on ${process.arch}`;
    console.log(`The baseline is of Node ${baseline.node} on ${baseline.arch}, and this is ${here}: only ratios are gated.`);
  }
  const complaints = judge(costs, baseline.costs, comparable, measured);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}
