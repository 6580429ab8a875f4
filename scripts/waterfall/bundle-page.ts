import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** Licences that allow to bundle a package, if its copyright and the licence are in every copy. */
const LICENCES = ['MIT', 'ISC', 'BSD-3-Clause', '0BSD', 'Apache-2.0'];

/** How a page is bundled, whichever it is. */
export const PAGE_OPTIONS = {
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020', 'chrome111', 'firefox113', 'safari16.4'],
  charset: 'ascii',
  legalComments: 'none',
  write: false,
  metafile: true,
} satisfies BuildOptions;

/** Makes the module that has the page but for its data. The same sources make the same text. */
export async function bundlePage(root: string): Promise<string> {
  const folder = path.join(root, 'src/waterfall/page');
  const { outputFiles, metafile } = await build({
    ...PAGE_OPTIONS,
    entryPoints: [path.join(folder, 'main.ts'), path.join(folder, 'page.css')],
    // What packages keep to themselves has one name in all of the bundle. What begins with two is on elements, by strings.
    mangleProps: /^_[a-zA-Z]/,
    outdir: folder,
    absWorkingDir: root,
    tsconfig: path.join(folder, 'tsconfig.json'),
    plugins: [trimming(path.join(folder, 'trimmed'))],
  });
  const { script, style } = elementsOf(root, outputFiles, metafile);
  const body = readFileSync(path.join(folder, 'page.html'), 'utf8').replace(/>\s+</g, '><').trim();
  return [
    '/* Written by `npm run build:waterfall` from src/waterfall/page. Do not change it by hand. */',
    '',
    '/** The page but for its data, and what its policy allows: this script and this style. */',
    'export const PAGE = {',
    `  body: ${JSON.stringify(body)},`,
    `  script: ${JSON.stringify(script)},`,
    `  scriptHash: '${hashOf(script)}',`,
    `  style: ${JSON.stringify(style)},`,
    `  styleHash: '${hashOf(style)}',`,
    '} as const;',
    '',
  ].join('\n');
}

/** The script and the style that a page has in itself, the script with the licences of what is bundled. */
export function elementsOf(root: string, files: readonly OutputFile[], { outputs }: Metafile): { readonly script: string; readonly style: string } {
  const textOf = (ending: string): string => files.find((file) => file.path.endsWith(ending))?.text.trim() ?? '';
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const script = `/*!\n${licencesOf(root, used)}\n*/\n${textOf('.js')}`;
  if (/<\/script|<!--/i.test(script)) throw new Error('the script would end the element that it is in');
  return { script, style: textOf('.css') };
}

/** What packages import of some others is a small part of these, or nothing that is called: a file in a folder has that part. */
function trimming(folder: string): Plugin {
  return {
    name: 'trimming',
    setup(bundling) {
      bundling.onResolve({ filter: /^d3-(interpolate|transition|format)$/ }, ({ path: name, importer }) =>
        importer.includes('node_modules') ? { path: path.join(folder, `${name}.ts`) } : undefined,
      );
    },
  };
}

/** As a Content-Security-Policy has it. */
export function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The packages that are bundled, with their versions and licences; packages of one licence and author have it together. */
function licencesOf(root: string, files: readonly string[]): string {
  const names = [...new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []))].sort();
  const texts = new Map<string, string[]>();
  for (const name of names) {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, string>>;
    if (license === undefined || !LICENCES.includes(license)) throw new Error(`${name} has the licence ${String(license)}: may the page have it?`);
    const file = ['LICENSE', 'LICENSE.txt'].map((each) => path.join(folder, each)).find((each) => existsSync(each));
    if (file === undefined) throw new Error(`${name} has no file with its licence`);
    const text = readFileSync(file, 'utf8')
      .trim()
      // A parser of HTML reads each as one line feed, and the hash of the script is that of what is read.
      .replace(/\r\n?/g, '\n')
      .replace(/(\S)\n(?=\S)/g, '$1 ')
      .replace(/\*\//g, '* /');
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${String(version)} (${license})`]);
  }
  return [...texts].map(([text, packages]) => `${packages.join(', ')}\n\n${text}`).join('\n\n');
}
