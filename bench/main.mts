/*
 * Compares this library with what you would use instead.
 *
 *   npm run bench                             everything; writes docs/benchmarks.md and its charts
 *   npm run bench -- --short                  tiny jobs: shows that everything runs and counts right
 *   npm run bench -- --only w1,w4 --rounds 3  some works, fewer rounds; writes nothing
 *   npm run bench -- --only w1 --out page     writes the page to a folder, whatever was measured
 *   npm run bench -- --node /path/to/node     measures that Node instead of the one npm installs
 *
 * At the end it prints which targets are met (see targets/). Its exit code does not depend on them.
 */
import { isBuiltin } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ROOT } from '../scripts/run.mjs';
import { readArguments } from './arguments.mjs';
import { compileBenchmark } from './measure/compile.mjs';
import { findNodes, versionOf } from './measure/nodes.mjs';
import { measure } from './measure/rounds.mjs';
import type { Results } from './measure/results.mjs';
import { isMeasured } from './measure/sample.mjs';
import { plain, tableOf } from './report/table.mjs';
import { write } from './report/write.mjs';
import { checkTargets, judge } from './targets/judge.mjs';
import { TARGETS } from './targets/targets.mjs';
import { WORKS } from './works/index.mjs';
import type { Work } from './works/work.mjs';

const { short, works, rounds, writes, out, node } = readArguments(process.argv.slice(2));
checkTargets(TARGETS, WORKS);

// A short run has no times to compare: it needs no other Node.
const nodes = await findNodes(node ?? (short ? process.execPath : undefined));
const folder = await compileBenchmark();
const measured = new Map<Work, Results>();
for (const work of works) {
  if (short && work.needs !== undefined && !isBuiltin(work.needs)) {
    console.log(`\n${work.title}: left out, because Node ${process.version} has no ${work.needs}`);
    continue;
  }
  const lack = work.lacks?.();
  if (lack !== undefined) {
    console.log(`\n${work.title}: left out. ${lack}`);
    continue;
  }
  const results = await measure(work, {
    program: path.join(folder, 'sample.mjs'),
    nodes,
    rounds,
    short,
    parallel: short ? availableParallelism() : 1,
    report({ id }, round, { name, isOld }, sample) {
      if (short) return;
      const taken = isMeasured(sample) ? `${sample.cpu.toFixed(0)} ms of CPU` : 'did not end';
      console.error(`${id}, round ${String(round + 1)}: ${name}${isOld ? ` on ${process.version}` : ''}, ${taken}`);
    },
  });
  measured.set(work, results);
  console.log(`\n${work.title}\n\n${plain(tableOf(work, results))}`);
}

const versions = { measured: versionOf(nodes.measured), old: nodes.old && versionOf(nodes.old) };
if (writes) await write(path.join(ROOT, 'docs'), measured, versions);
if (out !== undefined) await write(path.resolve(out), measured, versions);
if (!short) console.log(`\nTargets\n\n${plain(judge(TARGETS, measured))}`);
