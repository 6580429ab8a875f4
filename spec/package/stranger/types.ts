import { from, map, type Observable } from 'rxjs';
import { isRejected, listStage, pipeline, stage, type Fulfilled, type Rejected, type StageContext } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';

interface Hit {
  readonly id: number;
}

export const search = listStage('search', (term: string, context: StageContext) =>
  fromAxios<Hit[]>({ url: term, signal: context.signal }).pipe(map(({ data }) => data)),
);
export const run = pipeline(
  search,
  stage('detail', (hit, { inputs: [term] }) => Promise.resolve({ term, id: hit.id })),
  { concurrency: 4 },
);

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
