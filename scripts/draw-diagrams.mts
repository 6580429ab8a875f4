/** Draws the diagrams of the docs anew, from runs in virtual time. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { redraw } from './diagrams/redraw.js';
import { ROOT } from './run.mjs';

const docs = (await readdir(path.join(ROOT, 'docs'), { recursive: true })).map((name) => path.join('docs', name));
for (const name of ['README.md', ...docs].filter((each) => each.endsWith('.md'))) {
  const file = path.join(ROOT, name);
  const page = await readFile(file, 'utf8');
  const drawn = redraw(page);
  if (drawn !== page) {
    await writeFile(file, drawn);
    console.log(`${name} is drawn anew`);
  }
}
