import { readdirSync } from 'node:fs';
import path from 'node:path';
import { SCENARIOS } from './scenarios';

/** A diagram that is drawn: its name in a comment, and the block below. */
const BLOCK = /^( *)<!-- drawn: (.+) -->\n\n *```text\n[^]*?^ *```$/gm;

/** Draws the diagrams of a page anew. @throws Error if there is no such diagram */
export function redraw(page: string): string {
  return page.replace(BLOCK, (_block, indent: string, name: string) => {
    const draw = SCENARIOS[name];
    if (draw === undefined) throw new Error(`there is no diagram '${name}', only ${Object.keys(SCENARIOS).join(', ')}`);
    return [`<!-- drawn: ${name} -->`, '', '```text', ...draw().split('\n'), '```'].map((line) => (line === '' ? '' : indent + line)).join('\n');
  });
}

/** The names of the diagrams of a page. */
export function drawnIn(page: string): string[] {
  return [...page.matchAll(BLOCK)].map(([, , name = '']) => name);
}

/** The pages that may have diagrams, by their paths in the project's folder. */
export function pagesIn(root: string): string[] {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => path.join('docs', name));
  return ['README.md', ...docs].filter((name) => name.endsWith('.md'));
}
