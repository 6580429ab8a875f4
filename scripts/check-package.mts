/** Packs the package as `npm publish` would, and has the tarball checked: what it declares against what it holds, and its types against its modules. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'rxjs-stages-'));
try {
  await run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const [name = ''] = await readdir(folder);
  const tarball = path.join(folder, name);
  await run('npx', ['--no-install', 'publint', 'run', tarball, '--strict']);
  await run('npx', ['--no-install', 'attw', tarball]);
} finally {
  await rm(folder, { recursive: true });
}
