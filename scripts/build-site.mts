/**
 * Builds the documentation's site in dist-site. It needs `npm run build`.
 *
 *   npm run docs:site                           for the root of a host
 *   npm run docs:site -- --base /rxjs-stages/   for a folder of it
 *   npm run docs:dev                            serves it, and follows what changes in the pages
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { furtherEntries } from './entries.mjs';
import { bundlePlayground } from './playground/bundle-playground.js';
import { ROOT, run } from './run.mjs';
import { waterfallOfARun } from './site/waterfall.mjs';

const SITE = path.join(ROOT, 'site');
const [command = 'build', ...options] = process.argv.slice(2);

/** The site's packages are large, and only the site needs them: `npm ci` of the project leaves them out. */
async function install(): Promise<void> {
  const [installed, lock] = ['node_modules/.package-lock.json', 'package-lock.json'].map((file) => path.join(SITE, file)) as [string, string];
  if (existsSync(installed) && (await stat(installed)).mtimeMs >= (await stat(lock)).mtimeMs) return;
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], SITE);
}

async function writeApi(): Promise<void> {
  const entries = (await furtherEntries()).map((entry) => `../src/${entry}/index.ts`);
  await rm(path.join(SITE, 'api'), { recursive: true, force: true });
  await run('npx', ['--no-install', 'typedoc', '../src/index.ts', ...entries], SITE);
}

async function writePage(folder: string, html: string): Promise<void> {
  const home = path.join(SITE, 'public', folder);
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'index.html'), html);
}

await install();
await Promise.all([writeApi(), writePage('playground', await bundlePlayground(ROOT)), writePage('waterfall', waterfallOfARun())]);
await run('npx', ['--no-install', 'tsc'], SITE);
await run('npx', ['--no-install', 'vitepress', command, ...options], SITE);
