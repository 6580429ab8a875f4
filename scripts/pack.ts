import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** How packages are installed for specs. */
export const INSTALL_FLAGS = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];

/** What an example may have beside its sources. */
const LEFT_OUT = ['node_modules', 'dist', '.angular'];

/**
 * Packs the package as `npm publish` would. `RXJS_STAGES_TARBALL` names a tarball that is packed already.
 *
 * @param root - the project's folder
 * @param folder - where the tarball goes
 * @returns the path of the tarball
 */
export async function pack(root: string, folder: string): Promise<string> {
  const { RXJS_STAGES_TARBALL: packed } = process.env;
  if (packed !== undefined) return packed;
  const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  return path.join(folder, stdout.trim());
}

/**
 * Copies an example that is a package of its own, and installs there what its lock file names, and the packed package.
 *
 * @returns the path of the copy
 */
export async function installExample(root: string, name: string, folder: string): Promise<string> {
  const tarball = await pack(root, folder);
  const home = path.join(folder, name);
  await cp(path.join(root, 'examples', name), home, { recursive: true, filter: (file) => !LEFT_OUT.includes(path.basename(file)) });
  for (const args of [['ci'], ['install', '--no-save', tarball]]) await promisify(execFile)('npm', [...args, ...INSTALL_FLAGS], { cwd: home });
  return home;
}
