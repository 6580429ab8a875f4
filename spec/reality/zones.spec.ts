import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { CASES } from './contexts/cases';
import type { Played } from './contexts/played';
import { WAYS } from './contexts/ways';

const ROOT = path.join(__dirname, '../..');

let results: Readonly<Record<string, Readonly<Record<string, Played>>>>;

/**
 * The program has a process of its own, and is compiled as an Angular app is, whose zones cannot
 * follow async functions.
 */
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'contexts/zones.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'es2016',
    logLevel: 'error',
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-'], { input: outputFiles[0]?.text ?? '', encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`the program has ended with ${String(status)}: ${stderr}`);
  results = JSON.parse(stdout) as typeof results;
}, 90_000);

describe.each(Object.keys(WAYS))('the zones of zone.js, %s', (way) => {
  it.each(CASES.filter(([, { onlyIn }]) => onlyIn?.test(way) !== false))('T2 each call for a root is in the zone of that root: %s', (name) => {
    expect(results[way]?.[name]).toEqual({ wrong: [], missing: [] });
  });
});
