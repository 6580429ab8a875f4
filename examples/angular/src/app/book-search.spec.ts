import { HttpBackend, HttpErrorResponse, HttpHeaders, HttpResponse, provideHttpClient, type HttpRequest } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { distinctUntilChanged, map, NEVER } from 'rxjs';
import { testStages } from 'rxjs-stages/testing';
import { BookSearch, type Book, type BookOutcome, type Hit } from './book-search';

const hit = (id: string): Hit => ({ id, title: `Title of ${id}` });
const book = (id: string): Book => ({ ...hit(id), author: 'Ada Byron', year: 1843 });
const answer = (body: unknown) => new HttpResponse({ body });

describe('BookSearch', () => {
  it('searches for a term, and requests the details of each hit', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const http = TestBed.inject(HttpTestingController);
    const outcomes: BookOutcome[] = [];

    TestBed.inject(BookSearch)
      .books(['dune & co'])
      .subscribe((outcome) => outcomes.push(outcome));
    http.expectOne('/api/search?q=dune%20%26%20co').flush([hit('a/1'), hit('b')]);
    http.expectOne('/api/books/a%2F1').flush(book('a/1'));
    http.expectOne('/api/books/b').flush('', { status: 404, statusText: 'Not Found' });
    http.verify();

    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'fulfilled', value: book('a/1') }),
      expect.objectContaining({ status: 'rejected', stage: 'details', inputs: ['dune & co', hit('b')] }),
    ]);
  });

  it('retries a 503 when the server asks for it, and not a 404', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient()] });
    const { details } = TestBed.inject(BookSearch);

    testStages(({ cold, scripted, expectOutcomes }) => {
      const unavailable = new HttpErrorResponse({ status: 503, headers: new HttpHeaders({ 'retry-after': '1' }) });
      const missing = new HttpErrorResponse({ status: 404 });
      const project = scripted({ a: ['-U', '-x|'], b: '-N' }, { x: book('a') }, { U: unavailable, N: missing }, { keyOf: ({ id }: Hit) => id });

      const outcomes = cold('(ab|)', { a: hit('a'), b: hit('b') }).pipe(details.with({ project }));
      expectOutcomes(outcomes).toBe('-N 1s x|', { x: book('a') }, { N: missing });
    });
  });

  it('cancels the requests of a term when the next one comes', () => {
    testStages(({ hot, scripted, expectObservable, expectSubscriptions }) => {
      const backend = scripted(
        {
          '/api/search?q=du': '50ms s|',
          '/api/books/a': '100ms x|',
          '/api/books/b': '9s y|',
          '/api/search?q=dune': '50ms t|',
          '/api/books/c': '60ms z|',
        },
        { s: answer([hit('a'), hit('b')]), t: answer([hit('c')]), x: answer(book('a')), y: answer(book('b')), z: answer(book('c')) },
        {},
        { keyOf: ({ urlWithParams }: HttpRequest<unknown>) => urlWithParams },
      );
      TestBed.configureTestingModule({ providers: [provideHttpClient(), { provide: HttpBackend, useValue: { handle: backend } }] });

      const term$ = hot('u 499ms e', { u: 'du', e: 'dune' });
      const loaded = TestBed.inject(BookSearch)
        .typeahead(term$, NEVER)
        .pipe(
          map((results) => results?.outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.id).join() ?? ''),
          distinctUntilChanged(),
        );

      expectObservable(loaded).toBe('300ms n 149ms a 349ms n 109ms c', { n: '', a: 'a', c: 'c' });
      expectSubscriptions(backend.subscriptions('/api/books/b')).toBe('350ms ^ 449ms !');
    });
  });
});
