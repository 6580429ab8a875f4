import { map } from 'rxjs';
import { concurrencyLimit, listStage, memoryCache, pipeline, stage } from 'rxjs-stages';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';

export interface Book {
  readonly id: string;
  readonly title: string;
}

/** Finds the books for search terms: each search leads to a request for each of its hits. */
export function catalogue(client: AxiosClient) {
  /** The server takes three requests at once. */
  const server = concurrencyLimit(3);
  const polite = { limit: server, retry: httpRetry({ count: 2 }) };

  const search = listStage(
    'search',
    (term: string) => fromAxios<string[]>({ url: '/search', params: { term } }, client).pipe(map(({ data }) => data)),
    polite,
  );
  const book = stage('book', (id: string) => fromAxios<Book>(`/books/${id}`, client).pipe(map(({ data }) => data)), {
    ...polite,
    timeout: 2_000,
    key: (id) => id,
    cache: memoryCache({ max: 100 }),
  });
  return { server, search, book, find: pipeline(search, book, { concurrency: 8 }) };
}
