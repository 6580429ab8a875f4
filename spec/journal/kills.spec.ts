import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { seeded } from '../../src/testing/seeded';
import { bundle, ENVIRONMENT } from './bundle';
import { temporaryFolder } from './folder';
import { REQUESTS, RESULTS, type Killed } from './three-rounds';

/** How many processes are killed for each store; `KILLS=200` is a longer hunt. */
const KILLS = Number(process.env.KILLS ?? 20);

/** How many are under way at once. */
const AT_ONCE = 2;

jest.setTimeout(600_000);

interface Ended {
  readonly signal: string | null;
  readonly results: readonly string[];
}

/** Runs the program. */
function run(program: string, options: Killed): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, JSON.stringify(options)], { env: ENVIRONMENT }, (error, stdout, stderr) => {
      if (error === null) resolve({ signal: null, results: (JSON.parse(stdout) as string[]).sort() });
      else if (error.signal === 'SIGKILL') resolve({ signal: error.signal, results: [] });
      else reject(new Error(`the program failed: ${stderr}`));
    });
  });
}

/** What a log says of one kind of event. */
function noted(log: string, event: 'requested' | 'completed'): string[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8').split('\n').flatMap((line) => (line.startsWith(`${event} `) ? [line.slice(event.length + 1)] : [])); // prettier-ignore
}

/** Kills one process, and has another one go on. @returns how many requests were made once more */
async function killAndResume(program: string, store: Killed['store'], seed: number): Promise<number> {
  const folder = temporaryFolder();
  const log = path.join(folder, 'log');
  const resumedLog = path.join(folder, 'resumed');
  const dies = 1 + Math.floor(seeded(seed)() * REQUESTS);
  const common = { store, file: path.join(folder, 'answers'), seed };

  expect(await run(program, { ...common, log, dies })).toEqual({ signal: 'SIGKILL', results: [] });
  const [requested, completed] = [noted(log, 'requested'), new Set(noted(log, 'completed'))];
  expect(await run(program, { ...common, log: resumedLog, dies: undefined })).toEqual({ signal: null, results: RESULTS });
  const requestedAgain = noted(resumedLog, 'requested');

  const both = [...requested, ...requestedAgain];
  const inFlight = requested.filter((request) => !completed.has(request));
  const repeated = requestedAgain.filter((request) => requested.includes(request));
  expect(new Set(both).size).toBe(REQUESTS);
  expect(both).toHaveLength(REQUESTS + repeated.length);
  expect(inFlight).toEqual(expect.arrayContaining(repeated));
  return repeated.length;
}

describe.each(['journal', 'classic-level'] as const)('a run of three rounds with %s that is killed at any moment', (store) => {
  it(`is resumed to the full result, and only what was in flight is requested again (${String(KILLS)} times)`, async () => {
    const program = await bundle('killed.ts');
    const seeds = Array.from({ length: KILLS }, (_, seed) => seed);
    let repeated = 0;
    const killAll = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        // Not `repeated += await …`, which adds to what it was before the other one has ended.
        const again = await killAndResume(program, store, seed);
        repeated += again;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, killAll));

    // Each was killed with requests in flight.
    expect(repeated).toBeGreaterThanOrEqual(KILLS);
  });
});
