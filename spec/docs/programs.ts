import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '../..');

const folders: string[] = [];

/**
 * Makes programs of TypeScript files, as in a project of ECMAScript modules that has this package.
 *
 * @param files - their texts, by their names
 * @param names - the programs, without `.ts`
 * @returns the folder that has them, as `name.js`. It is removed when the specs of the file have
 *   ended
 */
export function programsOf(files: Readonly<Record<string, string>>, names: readonly string[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'programs-'));
  folders.push(folder);
  const sources = path.join(folder, 'src');
  mkdirSync(sources);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(sources, name), text);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  buildSync({
    entryPoints: names.map((name) => path.join(sources, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { 'rxjs-stages': path.join(ROOT, 'src/index.ts'), 'rxjs-stages/bullmq': path.join(ROOT, 'src/bullmq/index.ts') },
    logLevel: 'error',
  });
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
