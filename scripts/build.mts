/** Builds dist: the sources compiled twice, to CommonJS and to ECMAScript modules, each with its types. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compile } from './compile.mjs';
import { ROOT } from './run.mjs';

async function buildIn(folder: string, module: string, type: string): Promise<void> {
  const outDir = path.join(ROOT, 'dist', folder);
  await compile(module, outDir);
  // The nearest package.json tells Node what kind of module a file is, and bundlers that importing it does nothing by itself, but for jest's matchers.
  await mkdir(outDir, { recursive: true });
  await writeFile(path.join(outDir, 'package.json'), `${JSON.stringify({ type, sideEffects: ['./testing/jest/index.js'] }, undefined, 2)}\n`);
}

await rm(path.join(ROOT, 'dist'), { recursive: true, force: true });
await Promise.all([buildIn('cjs', 'commonjs', 'commonjs'), buildIn('esm', 'esnext', 'module')]);
