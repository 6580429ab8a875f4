/*
 * What it costs to observe: the CPU time of the same work with and without a listener.
 *
 *   npm run build && npx tsx bench/observing.mts [rounds]
 *
 * Each kind of run has a process of its own in each round, and rounds are interleaved. `read` is
 * `timeline()` of all branches, with each of them in the timeline.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { range, Subject } from 'rxjs';
import { listStage, pipeline, stage, timeline, type PipelineEvent, type PipelineOptions } from 'rxjs-stages';
import { promised, SLOTS } from './instructions/work.mjs';

const KINDS = ['nothing', 'function', 'Subject', 'timeline', 'read'] as const;

/** Roots, runs that are measured, and what a task of the second round does. */
const WORKS = {
  'promise workload': { roots: 2_000, runs: 8, second: promised.second },
  W1: {
    roots: 20_000,
    runs: 2,
    second: (leaf: number): Promise<number> =>
      new Promise((resolve) => {
        setImmediate(() => {
          resolve(leaf);
        });
      }),
  },
};

function optionsOf(kind: string): PipelineOptions {
  if (kind === 'nothing') return {};
  if (kind === 'function') return { onEvent: () => undefined };
  const events = new Subject<PipelineEvent>();
  if (kind === 'Subject') events.subscribe();
  else events.pipe(timeline(kind === 'read' ? { max: 1_000_000 } : {})).subscribe();
  return { onEvent: events };
}

/** CPU time of one branch, in µs. */
async function measure(work: keyof typeof WORKS, kind: string): Promise<number> {
  const { roots, runs, second } = WORKS[work];
  const run = pipeline(listStage('first', promised.first, { concurrency: SLOTS }), stage('second', second, { concurrency: SLOTS }), optionsOf(kind));
  const once = (): Promise<void> =>
    new Promise((resolve, reject) => {
      range(0, roots).pipe(run).subscribe({ error: reject, complete: resolve });
    });
  for (let warm = 0; warm < runs; warm++) await once();
  const before = process.cpuUsage();
  for (let at = 0; at < runs; at++) await once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (runs * roots * 6);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

const [first = '9', kind] = process.argv.slice(2);
if (kind !== undefined) console.log(await measure(first as keyof typeof WORKS, kind));
else {
  for (const work of Object.keys(WORKS)) {
    const measured = new Map<string, number[]>(KINDS.map((each) => [each, []]));
    for (let round = 0; round < Number(first); round++) {
      for (const each of KINDS) {
        const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), work, each], { encoding: 'utf8' });
        measured.get(each)?.push(Number(stdout));
      }
    }
    const plain = median(measured.get('nothing') ?? []);
    console.log(`${work}: µs of CPU a branch, and how many times as much as with nothing`);
    for (const [each, values] of measured) console.log(`  ${each.padEnd(10)} ${median(values).toFixed(2)} ${(median(values) / plain).toFixed(2)}`);
  }
}
