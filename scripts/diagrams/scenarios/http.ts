import { map } from 'rxjs';
import { concurrencyLimit, perKey, pipeline, stage } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { byBranches, type Scenarios } from '../play';

const RESPONSES = {
  l: { status: 429, headers: { 'retry-after': '2' } },
  m: { status: 429, headers: { 'retry-after': '1' } },
  u: { status: 503, headers: { 'retry-after': '1' } },
};

/** Three requests, of which the first one is told to wait; each host has so many slots. */
function requests(slots: number, method: string, urls: readonly string[], first: string): () => string {
  return byBranches(
    ({ cold, fakeAxios }, onEvent) => {
      const client = fakeAxios({ [`${method} ${urls[0] ?? ''}`]: [`300ms ${first}|`, '300ms (v|)'], '*': '300ms (v|)' }, RESPONSES);
      const limit = perKey(() => concurrencyLimit(slots)).by((url: string) => url.split('/')[0]);
      const request = (url: string) => fromAxios<string>({ method, url }, client).pipe(map(({ data }) => data));
      const source = cold('(012|)', Object.fromEntries(urls.map((url, index) => [index, url])));
      pipeline(stage('request', request, { limit, retry: httpRetry({ count: 1 }) }), { onEvent })(source).subscribe();
    },
    { frame: 100 },
  );
}

export const http: Scenarios = {
  'http: a pause': requests(2, 'GET', ['h/a', 'h/b', 'h/c'], 'l'),

  'http: two hosts': requests(1, 'GET', ['x/a', 'y/c', 'y/d'], 'm'),

  'http: a failure that is not retried': requests(1, 'POST', ['h/a', 'h/b', 'x/c'], 'u'),
};
