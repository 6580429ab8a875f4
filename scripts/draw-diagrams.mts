/** Draws the diagrams of the docs anew, from runs in virtual time. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pagesIn, redraw } from './diagrams/redraw.js';
import { ROOT } from './run.mjs';

for (const name of pagesIn(ROOT)) {
  const file = path.join(ROOT, name);
  const page = await readFile(file, 'utf8');
  const drawn = redraw(page);
  if (drawn !== page) {
    await writeFile(file, drawn);
    console.log(`${name} is drawn anew`);
  }
}
