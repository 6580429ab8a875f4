import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

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
