/*
 * Packs the package, installs it in a copy of an example where nothing of this project is near, and
 * runs the specs of the example there.
 *
 *   npm run test:nestjs                   all of examples/nestjs
 *   npm run test:nestjs -- test/shutdown  what comes after -- is for jest
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installExample } from './pack.js';
import { ROOT, run } from './run.mjs';

const [name = '', ...options] = process.argv.slice(2);
const folder = await mkdtemp(path.join(await realpath(tmpdir()), `rxjs-stages-${name}-`));
try {
  const home = await installExample(ROOT, name, folder);
  await run('npm', ['test', '--silent', '--', ...options], home);
} finally {
  await rm(folder, { recursive: true });
}
