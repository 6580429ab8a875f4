import { HttpService } from '@nestjs/axios';
import type { MessageEvent } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ClsModule } from 'nestjs-cls';
import { filter } from 'rxjs';
import { ConcurrencyLimit, concurrencyLimit } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { BOOKS, type BooksPipeline } from './books.pipeline';
import { BooksModule } from './books.module';
import { BooksService } from './books.service';

describe('the search for books, in virtual time', () => {
  let http: HttpService; // that of the current test
  let books: BooksPipeline;
  let service: BooksService;
  const limit = concurrencyLimit(2);

  beforeEach(async () => {
    const get: HttpService['get'] = (url, config) => http.get(url, config);
    const module = await Test.createTestingModule({ imports: [ClsModule.forRoot({ global: true }), BooksModule] })
      .overrideProvider(HttpService)
      .useValue({ get })
      .overrideProvider(ConcurrencyLimit)
      .useValue(limit)
      .compile();
    books = module.get(BOOKS);
    service = module.get(BooksService);
  });

  it('requests each book when its id is there, two at once', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectActive }) => {
      http = new HttpService(
        fakeAxios(
          { 'GET /search?q=dune': '--s|', 'GET /search?q=emma': '----t|', 'GET /books/a': '-----x|', 'GET /books/b': '-y|', 'GET /books/e': '-z|' },
          { s: { data: ['a', 'b'] }, t: { data: ['e'] } },
        ),
      );

      expectOutcomes(cold('(de|)', { d: 'dune', e: 'emma' }).pipe(books)).toBe('-----yz(x|)');
      expectActive(limit).toStayWithin(2);
    });
  });

  it('retries a 503, and not a 404', () => {
    testStages(({ cold, fakeAxios, expectOutcomes }) => {
      const api = fakeAxios(
        { 'GET /search?q=dune': '-s|', 'GET /books/a': ['-u|', '-x|'], 'GET /books/b': '-n|' },
        { s: { data: ['a', 'b'] }, u: { status: 503, headers: { 'retry-after': '1' } }, n: { status: 404 } },
      );
      http = new HttpService(api);

      expectOutcomes(cold('d|', { d: 'dune' }).pipe(books)).toBe('--N 1s (x|)', {}, { N: expect.objectContaining({ status: 404 }) });
    });
  });

  it('says what came, how far it is, and that it is done', () => {
    testStages(({ fakeAxios, expectObservable }) => {
      http = new HttpService(
        fakeAxios({ 'GET /search?q=dune': '-s|', 'GET /books/a': '-n|' }, { s: { data: ['a'] }, n: { status: 404, data: 'secret' } }),
      );
      const messages = service.search(['dune']).pipe(filter(({ type }) => type !== 'progress'));

      expectObservable(messages).toBe('--(nd|)', {
        n: { type: 'outcome', data: { status: 'rejected', term: 'dune', stage: 'book', reason: 'HTTP 404' } },
        d: { type: 'done', data: {} },
      } satisfies Record<string, MessageEvent>);
    });
  });

  it('cancels its requests when it is unsubscribed', () => {
    testStages(({ fakeAxios, expectObservable }) => {
      const api = fakeAxios({ 'GET /search?q=dune': '-s|', 'GET /books/a': '9s x|' }, { s: { data: ['a'] } });
      http = new HttpService(api);
      const outcomes = service.search(['dune']).pipe(filter(({ type }) => type === 'outcome'));

      expectObservable(outcomes, '^ 19ms !').toBe('');
      expect(api.requests.map(({ route, aborted }) => [route, aborted])).toEqual([
        ['GET /search?q=dune', false],
        ['GET /books/a', true],
      ]);
    });
  });
});
