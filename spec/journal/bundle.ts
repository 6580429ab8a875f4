import path from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from './folder';

const ROOT = path.join(__dirname, '../..');

/** What a bundle needs to find the packages that are not in it. */
export const ENVIRONMENT = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') };

/** Makes one file of a program of this folder: it starts sooner than from its sources. It is gone when the spec has ended. */
export async function bundle(program: string): Promise<string> {
  const outfile = path.join(temporaryFolder(), 'program.cjs');
  await build({
    entryPoints: [path.join(__dirname, program)],
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // They are found by NODE_PATH.
    external: ['classic-level', 'string-width'],
  });
  return outfile;
}
