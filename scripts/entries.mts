import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './run.mjs';

/** The entries of the package but the first, by their folders: `http` is imported as `rxjs-stages/http`. */
export async function furtherEntries(): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((name) => name !== '.' && name !== './package.json')
    .map((name) => name.slice(2));
}
