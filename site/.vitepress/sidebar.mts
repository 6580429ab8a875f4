import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { pageOf, ROOT, titleOf } from './pages.mts';

type Item = DefaultTheme.SidebarItem;

/** The pages of the guide by topic, by their names. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  Policies: ['limits', 'retry', 'timeouts', 'sharing', 'order'],
  Shapes: ['trees', 'batches', 'crawl', 'pagination', 'composing'],
  HTTP: ['http', 'transport'],
  Frameworks: ['angular', 'nestjs', 'async-context'],
  'Watch and test': ['watching', 'timelines', 'waterfall', 'testing'],
  'At scale': ['scaling', 'journal', 'distributed', 'sizing-a-queue'],
};

const FIRST = ['docs/guide/README.md', 'docs/guide/glossary.md'];

const KINDS: Readonly<Record<string, string>> = {
  functions: 'Functions',
  variables: 'Constants',
  classes: 'Classes',
  interfaces: 'Interfaces',
  'type-aliases': 'Types',
};

/** What is beside the pages of each folder: on those of an entry, all that it exports. */
export function sidebars(): DefaultTheme.SidebarMulti {
  const entries = foldersOf('site/api');
  const api = entries.map((entry) => ({ text: path.posix.relative('site/api', entry), link: linkOf(`${entry}/index.md`) }));
  const ofEntries = entries.map((entry) => [linkOf(`${entry}/index.md`), [{ text: 'API', link: '/api/', items: api }, ...exportsOf(entry)]] as const);
  return { '/': pages(api), ...Object.fromEntries(ofEntries) };
}

function pages(api: readonly Item[]): Item[] {
  const guide = Object.entries(TOPICS).map(([text, names]) => group(text, names.map(fileOf).filter(exists)));
  const named = new Set([...FIRST, ...Object.values(TOPICS).flat().map(fileOf)]);
  const others = markdownIn('docs/guide').filter((file) => !named.has(file));
  return [
    { text: 'Start', items: [{ text: 'Overview', link: '/start' }, ...FIRST.map(linkTo)] },
    ...guide,
    ...(others.length > 0 ? [group('More', others)] : []),
    folder('Coming from', 'docs/guide/coming-from'),
    {
      text: 'Reference',
      items: [
        linkTo('docs/semantics.md'),
        { text: 'API', link: '/api/', collapsed: true, items: [...api] },
        ...['docs/benchmarks.md', 'docs/versioning.md', 'CHANGELOG.md', 'SECURITY.md'].map(linkTo),
      ],
    },
    { text: 'Why it is so', items: [linkTo('docs/architecture.md'), folder('Decisions', 'docs/decisions')] },
  ];
}

function fileOf(name: string): string {
  return `docs/guide/${name}.md`;
}

function exists(file: string): boolean {
  return existsSync(path.join(ROOT, file));
}

function markdownIn(folder: string): string[] {
  const names = readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith('.md'));
  return names.map((name) => `${folder}/${name}`);
}

function linkOf(file: string): string {
  return `/${pageOf(file).replace(/(?<=^|\/)index\.md$|\.md$/, '')}`;
}

function linkTo(file: string): Item {
  return { text: titleOf(file).replace(/^Coming from (?=.)/, ''), link: linkOf(file) };
}

function group(text: string, files: readonly string[]): Item {
  return { text, items: files.map(linkTo) };
}

/** The pages of a folder below its README. */
function folder(text: string, at: string): Item {
  const files = markdownIn(at).filter((file) => !file.endsWith('/README.md'));
  return { text, link: linkOf(`${at}/README.md`), collapsed: true, items: files.map(linkTo) };
}

/** What an entry exports, by kind. */
function exportsOf(entry: string): Item[] {
  return Object.entries(KINDS)
    .filter(([kind]) => exists(`${entry}/${kind}`))
    .map(([kind, text]) => ({
      text,
      items: markdownIn(`${entry}/${kind}`).map((file) => ({ text: path.posix.basename(file, '.md'), link: linkOf(file) })),
    }));
}

/** The folders of entries, in which an entry may have another. */
function foldersOf(folder: string): string[] {
  const names = readdirSync(path.join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !(entry.name in KINDS));
  return names.flatMap(({ name }) => [`${folder}/${name}`, ...foldersOf(`${folder}/${name}`)]);
}
