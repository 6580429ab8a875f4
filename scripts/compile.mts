import { createRequire } from 'node:module';
import { run } from './run.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Compiles the sources as they are published, each file with its types. @param module - the kind of module, as TypeScript calls it */
export function compile(module: string, outDir: string): Promise<void> {
  return run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--module', module, '--outDir', outDir]);
}
