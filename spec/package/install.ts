import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from '../../scripts/pack';
import { installIn, PROJECT } from './project';
import { folderOf, STRANGERS, VARIABLE } from './strangers';

/** Packs the package, and installs it in the folders of all strangers. */
export default async function install(): Promise<void> {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rxjs-stages-'));
  process.env[VARIABLE] = folder;
  const tarball = await pack(PROJECT, folder);
  const settle = async (stranger: keyof typeof STRANGERS): Promise<void> => {
    const home = folderOf(stranger);
    await installIn(home, [tarball, ...STRANGERS[stranger]]);
    await cp(path.join(__dirname, 'stranger'), home, { recursive: true });
  };
  await Promise.all((Object.keys(STRANGERS) as (keyof typeof STRANGERS)[]).map(settle));
}
