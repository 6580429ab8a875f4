import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ENTRIES, PROJECT } from './project';
import { folderOf } from './strangers';

/** All files below a folder, by their paths within it. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
}

/** The files that a module or its types refer to, a source map included. */
function referencesIn(text: string): string[] {
  return [...text.matchAll(/(?:from |require\(|import\()['"](\.[^'"]+)['"]|sourceMappingURL=(\S+)/g)].map(([, file, map]) => file ?? map ?? '');
}

/** The files that a document links to, beside what is elsewhere. */
function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/^```[^]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link));
}

/** The folders that a file is in, from the innermost. */
function folders(name: string): string[] {
  const folder = path.posix.dirname(name);
  return folder === '.' ? [] : [folder, ...folders(folder)];
}

describe('the tarball', () => {
  const root = path.join(folderOf('newest'), 'node_modules/rxjs-stages');
  const files = filesOf(root);
  const textOf = (name: string): string => readFileSync(path.join(root, name), 'utf8');

  // The waterfall's page is published as a bundle, which is one of the other sources.
  const sources = filesOf(path.join(PROJECT, 'src')).filter((name) => !name.startsWith('waterfall/page/'));

  it('holds every source, two builds of it with their types and maps, the docs, what describes them, and nothing else', () => {
    const builds = ['dist/cjs', 'dist/esm'].flatMap((folder) => [
      `${folder}/package.json`,
      ...sources.flatMap((name) => ['.d.ts', '.d.ts.map', '.js', '.js.map'].map((ending) => `${folder}/${name.replace(/\.ts$/, ending)}`)),
    ]);
    const docs = filesOf(path.join(PROJECT, 'docs')).map((name) => `docs/${name}`);
    const entries = ENTRIES.map((name) => `${name}/package.json`);

    expect(files).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'package.json',
        ...sources.map((name) => `src/${name}`),
        ...docs,
        ...builds,
        ...entries,
      ].sort(),
    );
  });

  it('has maps that lead to its sources', () => {
    const mapped = files
      .filter((name) => name.endsWith('.map'))
      .flatMap((name) =>
        (JSON.parse(textOf(name)) as { sources: string[] }).sources.map((source) => path.posix.join(path.posix.dirname(name), source)),
      );

    expect(new Set(mapped)).toEqual(new Set(sources.map((name) => `src/${name}`)));
  });

  it('names no folder of the machine that packed it', () => {
    const folders = [PROJECT, 'file://', '/home/', '/root/', '/Users/'];
    const naming = files.filter((name) => folders.some((folder) => textOf(name).includes(folder)));

    expect(naming).toEqual([]);
  });

  it('refers to nothing that it lacks', () => {
    const references = files
      .filter((name) => /^dist\/.*\.(js|ts)$/.test(name))
      .flatMap((name) => referencesIn(textOf(name)).map((reference) => path.posix.join(path.posix.dirname(name), reference)));

    expect(references).toContain('dist/cjs/engine/pipeline-run.js');
    expect(references.filter((reference) => !files.includes(reference))).toEqual([]);
  });

  it('links from its documents only to what it holds', () => {
    const links = files
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => linksIn(textOf(name)).map((link) => path.posix.join(path.posix.dirname(name), link)));
    const held = new Set(files.flatMap((name) => [name, ...folders(name)]));

    expect(links).toContain('docs/semantics.md');
    expect(links.filter((link) => !held.has(link.replace(/\/$/, '')))).toEqual([]);
  });

  it('runs nothing where it is installed', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

    expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$|^prepare$/)]));
  });
});
