import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { elementsOf, hashOf, PAGE_OPTIONS } from '../waterfall/bundle-page.js';

/**
 * Makes the playground: one document that needs no other file, and allows itself no request. It runs
 * on the library as it is packed.
 *
 * @throws if `dist` is missing
 */
export async function bundlePlayground(root: string): Promise<string> {
  const library = path.join(root, 'dist/esm/index.js');
  if (!existsSync(library)) throw new Error('dist is missing: run `npm run build` first.');
  const folder = path.join(root, 'playground/page');
  const { outputFiles, metafile } = await build({
    ...PAGE_OPTIONS,
    entryPoints: [path.join(folder, 'main.ts'), path.join(folder, 'page.css')],
    alias: { 'rxjs-stages': library },
    // rxjs has its sources in ES2015 under this condition.
    conditions: ['es2015'],
    outdir: folder,
    absWorkingDir: root,
    tsconfigRaw: {},
  });
  const { script, style } = elementsOf(root, outputFiles, metafile);
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<title>rxjs-stages playground</title>',
    `<style>${style}</style>`,
    '</head>',
    `<body>${readFileSync(path.join(folder, 'page.html'), 'utf8').trim()}`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
