/** Prints how large the core is in a bundle, minified and gzipped and without rxjs, and fails if that is more than it may be. */
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.mjs';

/** What is imported from the core entry, and how many bytes that may come to. */
const LIMITS = new Map([
  ['{ stage, pipeline }', 21_400],
  ['*', 41_500],
]);

for (const [names, limit] of LIMITS) {
  const size = await sizeOf(`export ${names} from './index.js';`);
  console.log(`export ${names} from 'rxjs-stages': ${String(size)} bytes minified and gzipped, ${String(limit)} allowed`);
  if (size > limit) process.exitCode = 1;
}

async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: path.join(ROOT, 'src') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['rxjs'],
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    write: false,
  });
  const [bundle] = outputFiles as [(typeof outputFiles)[number]];
  return gzipSync(bundle.contents, { level: 9 }).length;
}
