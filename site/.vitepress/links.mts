import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type Token from 'markdown-it/lib/token.mjs';
import type { MarkdownRenderer } from 'vitepress';
import { isPage, pageOf, ROOT } from './pages.mts';

const OUTSIDE = /^([a-z]+:|#|\/)/;

/** The address of the repository, as `repository` in package.json has it, if it is known. */
export const repository = repositoryOf(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest);

interface Manifest {
  readonly repository?: { readonly url: string };
}

function repositoryOf({ repository: { url } = { url: '' } }: Manifest): string | undefined {
  return /https:.*?(?=\.git$|$)/.exec(url)?.[0];
}

/**
 * Where a relative link of a file leads in the site: to a page, to a file in the repository, or, while the address of the
 * repository is unknown, nowhere.
 *
 * @throws if there is no such file
 */
export function targetOf(link: string, from: string): string | undefined {
  const [, relative = '', rest = ''] = /^([^?#]*)(.*)$/.exec(link) ?? [];
  const file = path.posix.join(path.posix.dirname(from), decodeURI(relative));
  if (!existsSync(path.join(ROOT, file))) throw new Error(`${from} links to ${link}, which does not exist`);
  if (isPage(file)) return `/${pageOf(file)}${rest}`;
  return repository && `${repository}/blob/HEAD/${file}${rest}`;
}

/** Makes the links between the files of the repository links between the pages of the site. */
export function linkPages(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('link-pages', ({ tokens, env }) => {
    const { path: searched, realPath: page = searched, includes } = env as Env;
    // A page that includes a part of another file has the links of that file.
    const file = includes?.[0] ?? page;
    const from = path.relative(ROOT, file).replaceAll(path.sep, '/');
    for (const { children } of tokens) {
      let isHidden = false;
      for (const token of children ?? []) {
        if (token.type === 'image') moveImage(token, path.dirname(file), path.dirname(page));
        if (token.type === 'link_open') isHidden = !follow(token, from);
        else if (token.type !== 'link_close') continue;
        if (!isHidden) continue;
        token.type = 'no_link';
        token.hidden = true;
      }
    }
  });
}

/** What VitePress says of the page that is rendered. The search says only its path. */
interface Env {
  readonly path: string;
  readonly realPath?: string;
  readonly includes?: readonly string[];
}

function moveImage(image: Token, from: string, to: string): void {
  const source = image.attrGet('src') ?? '';
  if (!OUTSIDE.test(source)) image.attrSet('src', path.relative(to, path.join(from, source)).replaceAll(path.sep, '/'));
}

/** Points a link at where it leads. @returns whether it leads anywhere */
function follow(link: Token, from: string): boolean {
  const href = link.attrGet('href') ?? '';
  if (OUTSIDE.test(href)) return true;
  const target = targetOf(href, from);
  if (target !== undefined) link.attrSet('href', target);
  return target !== undefined;
}
