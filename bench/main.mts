/*
 * Compares this library with what people would take instead.
 *
 *   npm run bench                             everything; writes docs/benchmarks.md and its pictures
 *   npm run bench -- --short                  a small round: that everybody runs, and counts right
 *   npm run bench -- --only w1,w4 --rounds 3  some of it; writes nothing
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { readArguments } from './arguments.mjs';
import { compileBenchmark } from './measure/compile.mjs';
import { measure } from './measure/rounds.mjs';
import type { Results } from './measure/results.mjs';
import { isMeasured } from './measure/sample.mjs';
import { write } from './report/write.mjs';
import { plain, tableOf, targetsOf } from './report/table.mjs';
import type { Work } from './works/work.mjs';

const { short, works, rounds, writes } = readArguments(process.argv.slice(2));

const folder = await compileBenchmark();
const measured = new Map<Work, Results>();
for (const work of works) {
  const results = await measure(work, {
    program: path.join(folder, 'sample.mjs'),
    rounds,
    short,
    parallel: short ? availableParallelism() : 1,
    report({ id }, round, name, sample) {
      if (!short)
        console.error(`${id}, round ${String(round + 1)}: ${name}, ${isMeasured(sample) ? `${sample.cpu.toFixed(0)} ms of CPU` : 'no end'}`);
    },
  });
  measured.set(work, results);
  console.log(`\n${work.title}\n\n${plain(tableOf(work, results))}`);
  if (!short) console.log(`\n${plain(targetsOf(work, results))}`);
}
if (writes) await write(measured);
