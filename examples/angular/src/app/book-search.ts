import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import {
  combineLatest,
  debounceTime,
  defer,
  distinctUntilChanged,
  finalize,
  of,
  repeat,
  scan,
  startWith,
  Subject,
  switchMap,
  type Observable,
} from 'rxjs';
import { listStage, pipeline, stage, type OutcomeOf, type PipelineEvent } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { progress, type RunProgress } from 'rxjs-stages/observe';

export interface Hit {
  readonly id: string;
  readonly title: string;
}

export interface Book extends Hit {
  readonly author: string;
  readonly year: number;
}

/** What there is for a term so far. */
export interface Results {
  readonly term: string;
  readonly progress: RunProgress;
  readonly outcomes: readonly BookOutcome[];
}

export type BookOutcome = OutcomeOf<BookSearch['books']>;

/** Angular's errors do not tell the method of their request, so it is stated. */
const OPTIONS = { concurrency: 4, retry: httpRetry({ count: 2, method: 'GET' }), timeout: { total: 30_000 } };

@Injectable({ providedIn: 'root' })
export class BookSearch {
  private readonly http = inject(HttpClient);
  readonly search = listStage('search', (term: string) => this.http.get<Hit[]>('/api/search', { params: { q: term } }), OPTIONS);
  readonly details = stage('details', ({ id }: Hit) => this.http.get<Book>(`/api/books/${encodeURIComponent(id)}`), OPTIONS);

  /** The books that are found for a term, each requested the moment the search has answered. */
  readonly books = pipeline(this.search, this.details);

  /**
   * Follows what a user types. A new term cancels all requests of the one before.
   *
   * @param again$ - each emission searches for the same term once more, if its search has ended
   */
  typeahead(term$: Observable<string>, again$: Observable<unknown>): Observable<Results | undefined> {
    return term$.pipe(
      debounceTime(300),
      distinctUntilChanged(),
      switchMap((term) => (term === '' ? of(undefined) : this.resultsOf(term).pipe(repeat({ delay: () => again$ })))),
    );
  }

  private resultsOf(term: string): Observable<Results> {
    return defer(() => {
      const events = new Subject<PipelineEvent>();
      const outcomes = this.books
        .with({ onEvent: events })([term])
        .pipe(
          scan((list: readonly BookOutcome[], outcome) => [...list, outcome], []),
          startWith([]),
          finalize(() => {
            events.complete();
          }),
        );
      return combineLatest({ term: of(term), progress: events.pipe(progress()), outcomes });
    });
  }
}
