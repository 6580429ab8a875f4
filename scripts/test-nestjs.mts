/*
 * Packs the package, installs it in a copy of examples/nestjs where nothing of this project is near,
 * and runs the specs of the example there.
 *
 *   npm run test:nestjs                   all of them
 *   npm run test:nestjs -- test/shutdown  what comes after -- is for jest
 */
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from './pack.js';
import { ROOT, run } from './run.mjs';

const LEFT_OUT = ['node_modules', 'dist'];
const FLAGS = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];

const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rxjs-stages-nestjs-'));
try {
  const tarball = await pack(ROOT, folder);
  const home = path.join(folder, 'example');
  await cp(path.join(ROOT, 'examples/nestjs'), home, { recursive: true, filter: (file) => !LEFT_OUT.includes(path.basename(file)) });
  await run('npm', ['ci', ...FLAGS], home);
  await run('npm', ['install', '--no-save', ...FLAGS, tarball], home);
  await run('npm', ['test', '--silent', '--', ...process.argv.slice(2)], home);
} finally {
  await rm(folder, { recursive: true });
}
