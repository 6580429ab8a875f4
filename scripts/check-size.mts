/** Prints how large the core entry is in a bundle, minified and gzipped and without rxjs, and fails if that is more than it may be. */
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.mjs';

const LIMIT = 5_000;

const { outputFiles } = await build({
  entryPoints: [path.join(ROOT, 'src/index.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  external: ['rxjs'],
  write: false,
});
const [{ contents }] = outputFiles as [(typeof outputFiles)[number]];
const size = gzipSync(contents, { level: 9 }).length;
console.log(`rxjs-stages: ${String(size)} bytes minified and gzipped (${String(contents.length)} minified), ${String(LIMIT)} allowed`);
if (size > LIMIT) process.exitCode = 1;
