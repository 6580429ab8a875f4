import path from 'node:path';
import { build } from 'esbuild';
import { processes } from './workloads.mjs';

/** Where the bundle of a workload, or of the runner, is in the folder. */
export const bundleOf = (folder: string, name: string): string => path.join(folder, `${name}.cjs`);

/** Bundles each workload with the built library and all else that it imports, so that plain node can run it. */
export async function bundle(folder: string): Promise<void> {
  const source = (name: string): { in: string; out: string } => ({ in: path.join(import.meta.dirname, `${name}.mts`), out: path.basename(name) });
  await build({
    entryPoints: [source('runner'), ...processes.flat().map((name) => source(`workloads/${name}`))],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    tsconfig: path.join(import.meta.dirname, '../tsconfig.json'),
  });
}
