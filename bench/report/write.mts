import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../scripts/run.mjs';
import { machine, versions, type NodeVersions } from './machine.mjs';
import { pageOf, picturesOf } from './page.mjs';
import type { Measured } from './section.mjs';

/** Where the page's charts are, beside it. */
const PICTURES = 'benchmarks';

/**
 * Writes the page and its charts.
 *
 * @param folder - where benchmarks.md is to be
 */
export async function write(folder: string, measured: Measured, nodes: NodeVersions): Promise<void> {
  const pictures = path.join(folder, PICTURES);
  await mkdir(pictures, { recursive: true });
  const config = await resolveConfig(path.join(ROOT, 'docs/benchmarks.md'));
  const page = pageOf(measured, machine(nodes), versions(), PICTURES);
  await writeFile(path.join(folder, 'benchmarks.md'), await format(page, { ...config, parser: 'markdown' }));
  for (const { file, svg } of picturesOf(measured)) await writeFile(path.join(pictures, file), svg);
}
