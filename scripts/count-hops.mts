/*
 * Counts how often the path of calls goes from one file of `src` to another, in a few scenarios. A
 * reader who follows the code makes the same hops.
 *
 *   npm run count:hops             the counts
 *   npm run count:hops -- --trace  and each function that was entered, in order
 *
 * A hop is a function that is entered in another file than the last one. Returns are no hops, nor
 * is the first function of a scenario, and functions of rxjs and of the scenario do not count.
 */
import { parseArgs } from 'node:util';
import { load } from './hops/load.mjs';
import { Recorder } from './hops/recorder.mjs';
import { SCENARIOS } from './hops/scenarios.mjs';

const { values } = parseArgs({ options: { trace: { type: 'boolean', default: false } } });

const recorder = new Recorder();
const library = await load((file, fn) => {
  recorder.enter({ file, fn });
});

const counts: Record<string, { hops: number; files: number; calls: number }> = {};
for (const [name, play] of Object.entries(SCENARIOS)) {
  await play(library, recorder);
  const trace = recorder.take();
  counts[name] = {
    hops: trace.filter(({ file }, index) => index > 0 && file !== trace[index - 1]?.file).length,
    files: new Set(trace.map(({ file }) => file)).size,
    calls: trace.length,
  };
  if (values.trace) {
    console.log(`\n${name}`);
    for (const { file, fn } of trace) console.log(`  ${file}: ${fn}`);
  }
}
console.table(counts);
