import { isFulfilled } from 'rxjs-stages';
import type { PartOutcome } from './profile.js';

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SPECIAL[sign] ?? sign);

/** Where the parts of a section are placed, whenever they come: by CSS. */
const PLACES = { posts: 1_000, albums: 1_000_000 } as const;

export type Section = keyof typeof PLACES;

export const SECTIONS = Object.keys(PLACES) as readonly Section[];

/** The beginning of a page. */
export const HEAD = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Profile</title>
<style>
main { display: flex; flex-direction: column; font-family: sans-serif }
.failed { color: firebrick }
</style>
<main>
`;

/** The end of a page. @param empty - the sections of which nothing has come */
export function foot(empty: readonly Section[]): string {
  return `${empty.map((section) => placed(section, 0, `<p>No ${section}</p>`)).join('')}</main>\n`;
}

/** The section of the page that a part belongs to; undefined for a part of stage `user`. */
export function sectionOf({ stage }: PartOutcome): Section | undefined {
  if (stage === 'user') return undefined;
  return stage === 'posts' || stage === 'post' ? 'posts' : 'albums';
}

/** One part of a page, complete. */
export function part(outcome: PartOutcome): string {
  if (outcome.status === 'rejected') {
    const { stage, path } = outcome;
    return placed(sectionOf(outcome), path[2], failed(stage === 'user' ? 'the profile' : `the ${stage}`));
  }
  const [, , place] = outcome.path;
  switch (outcome.stage) {
    case 'user':
      return `<h1 style="order: 0">${escaped(outcome.value.name)}</h1>\n`;
    case 'post': {
      const { input, comments } = outcome.value;
      return placed('posts', place, `<h2>${escaped(input.title)}</h2>${list('comments', comments, ({ text }) => text)}`);
    }
    case 'album': {
      const { input, photos } = outcome.value;
      return placed('albums', place, `<h2>${escaped(input.title)}</h2>${list('photos', photos, ({ caption }) => caption)}`);
    }
  }
}

function placed(section: Section | undefined, place: number | undefined, content: string): string {
  const order = (section === undefined ? 0 : PLACES[section]) + (place ?? 0);
  return `<section style="order: ${String(order)}">${content}</section>\n`;
}

function failed(what: string): string {
  return `<p class="failed">Could not load ${what}</p>`;
}

/** What came of a request for a list: its elements, that there are none, or that it has failed. */
function list<T>(
  what: string,
  settled: readonly ({ readonly status: 'fulfilled'; readonly value: T } | { readonly status: 'rejected' })[],
  text: (value: T) => string,
): string {
  const items = settled.filter(isFulfilled).map(({ value }) => `<li>${escaped(text(value))}</li>`);
  const missing = items.length < settled.length ? failed(`the ${what}`) : '';
  if (items.length > 0) return `<ul>${items.join('')}</ul>${missing}`;
  return missing === '' ? `<p>No ${what}</p>` : missing;
}
