/*
 * Plays short runs in real time, many at once, and counts those that never end. What decides
 * between two readings of a clock shows only so.
 *
 *   npm run soak                   2,000 runs of about 60 ms
 *   npm run soak -- --runs 20000   as many as that
 */
import { parseArgs } from 'node:util';
import { ends, REAL_RUNS, type Way } from '../spec/reality/real-runs.js';

/** How many runs there are at once: few enough that timers come about when they are due. */
const AT_ONCE = 200;
/** For how many ms a run is waited for. */
const PATIENCE = 5_000;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '2000' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new RangeError(`--runs must be an integer >= 1, got ${values.runs}`);

const WAYS: readonly Way[] = ['pushed', 'pulled'];
const kinds = Object.keys(REAL_RUNS).flatMap((name) => WAYS.map((way) => ({ name, way })));
const hung = new Map<string, number>();

/** Plays the n-th run. */
async function play(n: number): Promise<void> {
  const { name, way } = kinds[n % kinds.length] as (typeof kinds)[number];
  if (await ends(name, way, PATIENCE)) return;
  const kind = `${name} (${way})`;
  hung.set(kind, (hung.get(kind) ?? 0) + 1);
}

let next = 0;
async function playInTurn(): Promise<void> {
  while (next < runs) await play(next++);
}
await Promise.all(Array.from({ length: AT_ONCE }, playInTurn));

for (const [kind, count] of hung) console.log(`${kind}: ${String(count)}`);
const total = [...hung.values()].reduce((sum, count) => sum + count, 0);
console.log(`${String(total)} of ${String(runs)} runs have not ended`);
process.exit(total === 0 ? 0 : 1);
