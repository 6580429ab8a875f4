import { pipeline, stage } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

const NEXT: Readonly<Record<string, string>> = { u: '2', v: '3' };
const nextPage = (page: string): string | undefined => NEXT[page];

const LINKS: Readonly<Record<string, string>> = { a: 'bc', b: 'da', c: 'd', d: 'a' };

/** Four pages that link to one another in circles. */
function walk(concurrency: number): () => string {
  return byBranches(({ scripted }, onEvent) => {
    const project = scripted<string, string>({ a: '--(a|)', b: '----(b|)', c: '--(c|)', d: '---(d|)' });
    const page = stage('page', project, { concurrency, key: (id) => id, recurse: (id: string) => Array.from(LINKS[id] ?? '') });
    pipeline(page, { onEvent })(['a']).subscribe();
  });
}

export const pages: Scenarios = {
  'pagination: a page fails': byBranches(({ scripted }, onEvent) => {
    const project = scripted<string, string>({ '1': '---(u|)', '2': ['--#', '---(v|)'], '3': '--(w|)' });
    pipeline(stage('page', project, { nextPage, retry: { count: 1, delay: 4 } }), { onEvent })(['1']).subscribe();
  }),

  'pagination: with a stage after it': byBranches(({ scripted }, onEvent) => {
    const page = stage('page', scripted<string, string>({ '1': '--(u|)', '2': '--(v|)', '3': '--(w|)' }), { nextPage });
    const project = scripted({ u: '-----(x|)', v: '---(y|)', w: '-(z|)' });
    pipeline(page, detail.with({ project }), { onEvent })(['1']).subscribe();
  }),

  'crawl: 16 slots': walk(16),

  'crawl: one slot': walk(1),
};
