import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { output, PROJECT } from './project';
import { folderOf, STRANGERS, tarball, VARIABLE } from './strangers';

/** Packs the package, and installs it where nothing of this project is near. */
export default async function install(): Promise<void> {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rxjs-stages-'));
  process.env[VARIABLE] = folder;
  await output('npm', ['pack', '--silent', '--pack-destination', folder], PROJECT);
  for (const stranger of Object.keys(STRANGERS) as (keyof typeof STRANGERS)[]) {
    const home = folderOf(stranger);
    await mkdir(home);
    await writeFile(path.join(home, 'package.json'), JSON.stringify({ name: stranger, private: true }));
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
    await output('npm', ['install', ...flags, tarball(), ...STRANGERS[stranger]], home);
    await cp(path.join(__dirname, 'stranger'), home, { recursive: true });
  }
}
