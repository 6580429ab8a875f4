import { from, map, type Observable } from 'rxjs';
import {
  assemble,
  batchStage,
  concurrencyLimit,
  fork,
  isRejected,
  join,
  listStage,
  memoryCache,
  perKey,
  pipeline,
  stage,
  when,
  type Fulfilled,
  type Rejected,
  type StageContext,
} from 'rxjs-stages';
import type { Timeline } from 'rxjs-stages/observe';
import { fromAxios } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { testStages, type Scripted } from 'rxjs-stages/testing';
import { waterfallHtml, type WaterfallOptions } from 'rxjs-stages/waterfall';

interface Hit {
  readonly id: number;
}

export const search = listStage('search', (term: string, context: StageContext) =>
  fromAxios<Hit[]>({ url: term, signal: context.signal }).pipe(map(({ data }) => data)),
);
const hosts = perKey(() => concurrencyLimit(4));
export const polite = stage('polite', (url: URL, { signal }) => fetch(url, { signal }), {
  retry: httpRetry(3),
  timeout: { attempt: 5_000, total: 30_000 },
  limit: [hosts.by((url) => url.host), concurrencyLimit(16)],
  key: (url) => url.href,
  cache: memoryCache({ max: 100 }),
});
export const run = pipeline(
  search,
  stage('detail', (hit, { inputs: [term] }) => Promise.resolve({ term, id: hit.id })),
  { concurrency: 4 },
);

export function tested(): void {
  testStages(({ cold, scripted, fakeAxios, expectOutcomes, expectActive, expectStarts }) => {
    const lists: Scripted<Hit[], string> = scripted({ a: '--x|' }, { x: [{ id: 1 }] });
    expectOutcomes(cold('a|').pipe(search.with({ project: lists }))).withInputs.toBe('--x|', { x: { value: { id: 1 }, inputs: ['a'] } });
    expectActive(search).toStayWithin(1);
    expectStarts(polite).toBe('a');
    void fromAxios('/a', fakeAxios({ 'GET /a': '-x|' }));
    // @ts-expect-error marbles are text
    scripted({ a: 1 });
  });
}

type Detail = { readonly [K in 'term' | 'id']: K extends 'id' ? number : string };
type Outcomes = Rejected<'search', [string]> | Rejected<'detail', [string, Hit]> | Fulfilled<Detail, 'detail', [string, Hit]>;
export const outcomes: Observable<Outcomes> = from(['rxjs']).pipe(run);

export async function first(terms: Iterable<string>): Promise<number> {
  for await (const outcome of run(terms)) {
    if (isRejected(outcome)) throw new Error(`${outcome.stage} of ${outcome.inputs[0]}`, { cause: outcome.reason });
    return outcome.value.id + outcome.inputs[1].id;
  }
  // @ts-expect-error a string is one of letters
  return run('letters');
}

export const tree = pipeline(
  search,
  join(
    'whole',
    fork(
      stage('detail', (hit) => [hit.id]),
      when(
        ({ id }: Hit) => id > 0,
        listStage('links', ({ id }: Hit) => [[String(id)]]),
      ),
    ),
  ),
  stage('save', ({ input, detail, links }, { inputs: [term] }) => [{ term, id: input.id, found: detail.length + links.length }]),
);
export const assembled = assemble(tree);
export const forked = fork(search, polite);

export const batched = pipeline(
  search,
  batchStage('details', (hits, { signal, branches }) => byAxios(hits, signal, branches[0]?.inputs[0]), {
    max: 100,
    isolate: true,
    retry: httpRetry(3),
  }),
  stage('title', ({ title }, { inputs: [term, hit] }) => [{ term, id: hit.id, title }]),
);

/** One answer for several hits: of those that are gone an error. */
function byAxios(hits: readonly Hit[], signal: AbortSignal, term = ''): Observable<ReadonlyMap<Hit, { readonly title: string } | Error>> {
  return fromAxios<(string | null)[]>({ url: `/${term}/${hits.map(({ id }) => id).join(',')}`, signal }).pipe(
    map(({ data }) => new Map(hits.map((hit, index) => [hit, titleOf(data[index])]))),
  );
}

function titleOf(title: string | null | undefined): { readonly title: string } | Error {
  return typeof title === 'string' ? { title } : new Error('gone');
}

export const looks: WaterfallOptions = { title: 'A run', label: ({ stage: name, path }) => `${name} ${path.join('.')}` };
export const page = (timeline: Timeline): string => waterfallHtml(timeline, looks);
