import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');

/** What becomes pages: files and folders of the repository. */
const SOURCES = ['docs', 'site', 'README.md', 'CHANGELOG.md', 'SECURITY.md'];

/** All else that has Markdown, as globs. */
export const EXCLUDED = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => !SOURCES.includes(name))
  .map((entry) => (entry.isDirectory() ? `${entry.name}/**` : entry.name));

/** Where the page of a file is in the site; both are relative to their roots. */
export function pageOf(file: string): string {
  if (file === 'README.md') return 'start.md';
  if (file === 'site/home.md') return 'index.md';
  return file
    .replace(/^(docs|site)\//, '')
    .replace(/README\.md$/, 'index.md')
    .replace(/^(CHANGELOG|SECURITY)/, (name) => name.toLowerCase());
}

/** Whether a file of the repository has a page. */
export function isPage(file: string): boolean {
  return file.endsWith('.md') && SOURCES.includes(file.split('/')[0] ?? '') && existsSync(path.join(ROOT, file));
}

/** The first heading of a file. */
export function titleOf(file: string): string {
  const [, title = file] = /^# (.*)$/m.exec(readFileSync(path.join(ROOT, file), 'utf8')) ?? [];
  return title.replaceAll('`', '').replaceAll('\\', '');
}
