import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Compiles the benchmark once, file by file, so that samples are processes of plain Node, which import what they measure and nothing else; and lays a copy
 * of the built package beside it, so that whoever builds meanwhile does not disturb. All of it is gone when this process ends.
 *
 * @param root - the project's folder
 * @returns the folder of the compiled files
 */
export async function compile(root: string): Promise<string> {
  const cache = path.join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'bench-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  process.once('SIGINT', () => process.exit(130));

  const copy = path.join(folder, 'node_modules/rxjs-stages');
  await cp(path.join(root, 'dist'), path.join(copy, 'dist'), { recursive: true });
  await cp(path.join(root, 'package.json'), path.join(copy, 'package.json'));

  const sources = path.join(root, 'bench');
  const files = await readdir(sources, { recursive: true });
  await build({
    entryPoints: files.filter((file) => file.endsWith('.mts')).map((file) => path.join(sources, file)),
    outdir: folder,
    outbase: sources,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  for (const file of files.filter((name) => name.endsWith('.py'))) await cp(path.join(sources, file), path.join(folder, file));
  return folder;
}
