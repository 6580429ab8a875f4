/**
 * Writes the playground as one file, which its argument names, and prints where it is:
 *
 *   npm run build:playground -- some/folder/index.html
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundlePlayground } from './playground/bundle-playground.js';
import { ROOT } from './run.mjs';

const file = path.resolve(process.argv[2] ?? path.join(ROOT, 'dist-site/playground/index.html'));
try {
  const html = await bundlePlayground(ROOT);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, html);
  console.log(`${file}: ${String(gzipSync(html, { level: 9 }).length)} bytes gzipped`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
