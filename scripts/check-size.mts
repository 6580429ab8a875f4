/** Prints how large each entry is in a bundle, minified and gzipped and without its peers, and fails if that is more than it may be. */
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.mjs';

/** An entry, what is imported from it, and how many bytes that may come to. */
const LIMITS: readonly [entry: string, names: string, limit: number][] = [
  ['index', '{ stage, pipeline }', 22_200],
  ['index', '*', 32_250],
  ['axios', '*', 2_450],
  ['bullmq', '*', 31_300],
  ['http', '*', 4_200],
  ['node', '*', 7_700],
  ['observe', '*', 15_100],
  ['observe', '{ progress }', 2_950],
  ['otel', '*', 3_600],
  ['testing', '*', 18_100],
  ['waterfall', '*', 52_500],
];

for (const [entry, names, limit] of LIMITS) {
  const size = await sizeOf(`export ${names} from './${entry === 'index' ? '' : `${entry}/`}index.js';`);
  const from = entry === 'index' ? 'rxjs-stages' : `rxjs-stages/${entry}`;
  console.log(`export ${names} from '${from}': ${String(size)} bytes minified and gzipped, ${String(limit)} allowed`);
  if (size > limit) process.exitCode = 1;
}

async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: path.join(ROOT, 'src') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['rxjs', 'axios', 'bullmq', '@opentelemetry/api', 'string-width', 'node:*'],
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    write: false,
  });
  const [bundle] = outputFiles as [(typeof outputFiles)[number]];
  return gzipSync(bundle.contents, { level: 9 }).length;
}
