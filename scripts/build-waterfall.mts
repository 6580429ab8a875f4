/**
 * Writes src/waterfall/page-bundle.ts: the script, the style and the markup of the page, as the package ships them.
 *
 * The file is committed: specs, examples and bundlers import the sources as they are after `npm ci`, and the page is then there
 * without a build before. A spec fails if the file is not what this script would write.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundlePage } from './waterfall/bundle-page.js';
import { ROOT } from './run.mjs';

await writeFile(path.join(ROOT, 'src/waterfall/page-bundle.ts'), await bundlePage(ROOT));
