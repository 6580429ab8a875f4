/**
 * Builds what is published beside the sources: dist, the sources compiled twice, to CommonJS and to ECMAScript modules, each
 * with its types; and a folder for each further entry.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compile } from './compile.mjs';
import { furtherEntries } from './entries.mjs';
import { ROOT } from './run.mjs';

async function writePackage(folder: string, content: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(content, undefined, 2)}\n`);
}

async function buildIn(folder: string, module: string, type: string): Promise<void> {
  const outDir = path.join(ROOT, 'dist', folder);
  await compile(module, outDir);
  // The nearest package.json tells Node what kind of module a file is, and bundlers that importing it does nothing by itself, but for jest's matchers.
  await writePackage(outDir, { type, sideEffects: ['./testing/jest/index.js'] });
}

/** Writes the folder of an entry, for those who resolve `rxjs-stages/http` without reading `exports`, as rxjs has them. */
async function writeEntry(entry: string): Promise<void> {
  const dist = path.posix.relative(entry, 'dist');
  await writePackage(path.join(ROOT, entry), {
    main: `${dist}/cjs/${entry}/index.js`,
    module: `${dist}/esm/${entry}/index.js`,
    types: `${dist}/cjs/${entry}/index.d.ts`,
    sideEffects: entry === 'testing/jest',
  });
}

await rm(path.join(ROOT, 'dist'), { recursive: true, force: true });
await Promise.all([buildIn('cjs', 'commonjs', 'commonjs'), buildIn('esm', 'esnext', 'module'), ...(await furtherEntries()).map(writeEntry)]);
