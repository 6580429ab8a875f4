import type { HttpService } from '@nestjs/axios';
import { map } from 'rxjs';
import { listStage, pipeline, stage, type ConcurrencyLimit, type OutcomeOf } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';

export interface Book {
  readonly id: string;
  readonly title: string;
}

export const BOOKS = Symbol('books');
export type BooksPipeline = ReturnType<typeof booksPipeline>;
export type BookOutcome = OutcomeOf<BooksPipeline>;

/** The books that are found for each term, each requested the moment its id is there. */
export function booksPipeline(http: HttpService, limit: ConcurrencyLimit) {
  const get = <T>(url: string, params?: object) => http.get<T>(url, { params }).pipe(map(({ data }) => data));
  const options = { limit, retry: httpRetry(3), timeout: { total: 30_000 } };

  return pipeline(
    listStage('search', (term: string) => get<string[]>('/search', { q: term }), options),
    stage('book', (id) => get<Book>(`/books/${encodeURIComponent(id)}`), options),
  );
}
