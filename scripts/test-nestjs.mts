/*
 * Packs the package, installs it in a copy of examples/nestjs where nothing of this project is near,
 * and runs the specs of the example there.
 *
 *   npm run test:nestjs                   all of them
 *   npm run test:nestjs -- test/shutdown  what comes after -- is for jest
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installExample } from './pack.js';
import { ROOT, run } from './run.mjs';

const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rxjs-stages-nestjs-'));
try {
  const home = await installExample(ROOT, 'nestjs', folder);
  await run('npm', ['test', '--silent', '--', ...process.argv.slice(2)], home);
} finally {
  await rm(folder, { recursive: true });
}
