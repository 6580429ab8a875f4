import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { map } from 'rxjs';
import { listStage, stage } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';

export interface Book {
  readonly id: string;
  readonly title: string;
}

/** The stages of both applications: the workers run the projects, and the API applies the options. */
@Injectable()
export class BookStages {
  readonly search;
  readonly detail;

  constructor(http: HttpService) {
    const get = <T>(url: string, params?: object) => http.get<T>(url, { params }).pipe(map(({ data }) => data));
    const options = { concurrency: 50, retry: httpRetry(3), timeout: { total: 60_000 } };

    this.search = listStage('search', (term: string) => get<string[]>('/search', { q: term }), options);
    this.detail = stage('detail', (id: string) => get<Book>(`/books/${encodeURIComponent(id)}`), options);
  }
}
