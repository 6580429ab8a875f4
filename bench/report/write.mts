import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../scripts/run.mjs';
import type { Results } from '../measure/results.mjs';
import type { Work } from '../works/work.mjs';
import { machine, versions } from './machine.mjs';
import { pageOf } from './page.mjs';

/** Where the page's pictures are, beside it. */
const PICTURES = 'benchmarks';

/** Writes docs/benchmarks.md and its pictures. */
export async function write(measured: ReadonlyMap<Work, Results>): Promise<void> {
  const docs = path.join(ROOT, 'docs');
  const page = path.join(docs, 'benchmarks.md');
  const present = await readFile(page, 'utf8').catch(() => '');
  const written = pageOf(measured, machine(), versions(), PICTURES, present);
  await writeFile(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
  await mkdir(path.join(docs, PICTURES), { recursive: true });
  for (const [work, results] of measured) {
    for (const { file, svg } of work.pictures?.(results) ?? []) await writeFile(path.join(docs, PICTURES, file), svg);
  }
}
