/*
 * A week of work in a minute or two: whether memory stays flat over millions of roots. Each run has a process of its own, of plain Node.
 *
 *   npm run bench:long               both runs
 *   npm run bench:long -- 200000     with fewer roots, and as many for each
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const [roots] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'rxjs-stages-long-'));
const program = path.join(folder, 'run.mjs');
try {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'run.mts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: path.join(import.meta.dirname, '../../tsconfig.json'),
  });
  for (const [work, most] of [
    ['plain', '10000000'],
    ['governed', '1000000'],
  ] as const) {
    const { status } = spawnSync(process.execPath, ['--expose-gc', program, work, roots ?? most], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
