import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type * as library from '../../src/index.js';
import { ROOT } from '../run.mjs';
import { ENTER, instrument } from './instrument.mjs';

export type Library = typeof library;

const src = path.join(ROOT, 'src');

/**
 * Loads the library from its sources.
 *
 * @param entered - called whenever a function of `src` is entered, with its file and its name
 */
export async function load(entered: (file: string, fn: string) => void): Promise<Library> {
  const { outputFiles } = await build({
    entryPoints: [path.join(src, 'index.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    keepNames: true,
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    write: false,
    plugins: [
      {
        name: 'instrument',
        setup: (plugged) => {
          plugged.onLoad({ filter: /\.ts$/ }, async (args) => {
            const name = path.relative(src, args.path).split(path.sep).join('/');
            return { contents: instrument(name, await readFile(args.path, 'utf8')), loader: 'ts' };
          });
        },
      },
    ],
  });
  const [bundle] = outputFiles as [(typeof outputFiles)[number]];
  const module = { exports: {} };
  const run = vm.compileFunction(bundle.text, ['require', 'module', 'exports', ENTER]) as (...args: unknown[]) => void;
  run(createRequire(import.meta.url), module, module.exports, entered);
  return module.exports as Library;
}
