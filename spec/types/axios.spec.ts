import axios, { type AxiosResponse } from 'axios';
import { lastValueFrom, map, type Observable } from 'rxjs';
import { listStage, pipeline, stage, type Fulfilled, type Rejected } from 'rxjs-stages';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

/** A double: answers with what it was asked for. */
const double: AxiosClient = { request: ({ url }) => Promise.resolve({ data: url }) };

describe('types of fromAxios', () => {
  it('gives responses whose data is of the type that is asked for, or unknown', async () => {
    const hits = fromAxios<Hit[]>({ url: '/hits' }, double);
    const anything = fromAxios('/hits', double);

    expectType<Equal<typeof hits, Observable<AxiosResponse<Hit[]>>>>(true);
    expectType<Equal<typeof anything, Observable<AxiosResponse<unknown>>>>(true);
    expect(await lastValueFrom(anything)).toEqual({ data: '/hits' });
  });

  it('takes axios, what axios.create() gives and a double as its client', () => {
    const instance = axios.create();
    const clients: AxiosClient[] = [axios, instance, double, { request: () => Promise.resolve({ data: 1 }) }];

    expect(clients.map((client) => typeof client.request)).toEqual(clients.map(() => 'function'));
    expectToCompile(() => [fromAxios('/hits'), fromAxios('/hits', axios), fromAxios('/hits', instance)]);
  });

  it('types the stages that it is the project of', () => {
    const run = pipeline(
      listStage('search', (term: string) => fromAxios<Hit[]>({ url: '/hits', params: { term } }, double).pipe(map(({ data }) => data))),
      stage('detail', ({ id }) => fromAxios<string>(`/hits/${String(id)}`, double)),
    );

    expectType<
      Equal<
        Delivered<typeof run>,
        Rejected<'search', [string]> | Rejected<'detail', [string, Hit]> | Fulfilled<AxiosResponse<string>, 'detail', [string, Hit]>
      >
    >(true);
  });

  it('refuses what is no config and what is no client', () => {
    expectToCompile(() => {
      // @ts-expect-error a number is no config
      fromAxios(1);
      // @ts-expect-error misspelt
      fromAxios({ ulr: '/hits' });
      // @ts-expect-error nothing that makes requests
      fromAxios('/hits', {});
      // @ts-expect-error a response has data
      fromAxios('/hits', { request: () => Promise.resolve(1) });
    });
  });
});
