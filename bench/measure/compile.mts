import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compile } from '../../scripts/compile.mjs';
import { ROOT } from '../../scripts/run.mjs';
import { ASYNCIO } from '../works/asyncio.mjs';

/**
 * Compiles the benchmark once, so that samples are processes of plain Node, which import what they measure and nothing else; and lays the
 * package beside it, built as it is published, so that whoever builds meanwhile does not disturb. All of it is gone when this process ends.
 *
 * @returns the folder of the compiled files
 */
export async function compileBenchmark(): Promise<string> {
  const cache = path.join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'bench-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  process.once('SIGINT', () => process.exit(130));

  const built = path.join(folder, 'node_modules/rxjs-stages');
  await compile('commonjs', path.join(built, 'dist/cjs'));
  await cp(path.join(ROOT, 'package.json'), path.join(built, 'package.json'));

  const sources = path.join(ROOT, 'bench');
  await build({
    entryPoints: ['sample.mts', 'http/server.mts', 'jobs/worker.mts'].map((file) => path.join(sources, file)),
    outdir: folder,
    outbase: sources,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await cp(path.join(sources, ASYNCIO), path.join(folder, ASYNCIO));
  return folder;
}
