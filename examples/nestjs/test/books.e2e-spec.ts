import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { ConcurrencyLimit, concurrencyLimit } from 'rxjs-stages';
import { AppModule } from '../src/app.module';
import { dataOf, eventsOf, type ServerEvent } from './event-stream';
import { Upstream } from './upstream';

describe('the app', () => {
  let upstream: Upstream;
  let app: NestExpressApplication;
  let url: string;

  beforeEach(async () => {
    upstream = await new Upstream().start();
    process.env.UPSTREAM_URL = upstream.url;
  });

  afterEach(async () => {
    await app.close();
    await upstream.stop();
  });

  /** @param max - how many requests to the upstream server may be in flight */
  async function start(max: number): Promise<void> {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(ConcurrencyLimit)
      .useValue(concurrencyLimit(max))
      .compile();
    // fetch opens a spare connection when a request is aborted.
    app = module.createNestApplication<NestExpressApplication>({ forceCloseConnections: true });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`;
  }

  it('sends each book when it is there, and done at the end', async () => {
    await start(8);
    const response = await fetch(`${url}/books?q=dune`);
    const events = eventsOf(response);
    const next = async (type: string): Promise<ServerEvent> => {
      for (;;) {
        const { value } = await events.next();
        if (value === undefined || value.type === type) return value;
      }
    };

    (await upstream.arrival('/search?q=dune')).answer(['a', 'b']);
    (await upstream.arrival('/books/b')).answer({ id: 'b', title: 'Dune Messiah' });
    expect((await next('outcome')).data).toEqual({ status: 'fulfilled', term: 'dune', book: { id: 'b', title: 'Dune Messiah' } });

    (await upstream.arrival('/books/a')).answer({ id: 'a', title: 'Dune' });
    expect((await next('outcome')).data).toEqual({ status: 'fulfilled', term: 'dune', book: { id: 'a', title: 'Dune' } });
    expect((await next('progress')).data).toEqual({ ended: 3, discovered: 3, total: 3 });
    expect((await next('done')).data).toEqual({});
  });

  it('sends a failure as an outcome, without the headers and the body of the answer', async () => {
    await start(8);
    upstream.answer('/search?q=dune', ['a', 'b']);
    upstream.answer('/books/a', { secret: 'body' }, 404);
    upstream.arrival('/books/b').then((exchange) => exchange.answer({}, 503));
    upstream.arrival('/books/b', 2).then((exchange) => exchange.answer({ id: 'b', title: 'Dune Messiah' }));

    const text = await (await fetch(`${url}/books?q=dune`)).text();

    expect(text).toContain('data: {"status":"rejected","term":"dune","stage":"book","reason":"HTTP 404"}\n');
    expect(text).toContain('"title":"Dune Messiah"'); // retried
    expect(text).not.toContain('secret');
    expect(text).not.toContain(upstream.url);
  });

  it('cancels the requests in flight when the client leaves', async () => {
    await start(8);
    upstream.answer('/search?q=dune', ['a', 'b']);
    const client = new AbortController();
    const response = await fetch(`${url}/books?q=dune`, { signal: client.signal });
    const requests = await Promise.all([upstream.arrival('/books/a'), upstream.arrival('/books/b')]);

    client.abort();

    expect(response.status).toBe(200);
    await Promise.all(requests.map(({ closed }) => closed));
  });

  it('has one limit for both services', async () => {
    await start(8);
    const limit = app.get(ConcurrencyLimit);

    const price = fetch(`${url}/prices/a`);
    const request = await upstream.arrival('/prices/a');
    expect(limit.active).toBe(1);
    const books = await fetch(`${url}/books?q=dune`);
    const search = await upstream.arrival('/search?q=dune');
    expect(limit.active).toBe(2);

    request.answer({ id: 'a', cents: 900 });
    search.answer([]);
    expect(await (await price).json()).toEqual({ id: 'a', cents: 900 });
    expect(await dataOf(books, 'outcome')).toEqual([]);
    expect(limit.active).toBe(0);
  });

  it('makes each request with the id of its own client, whoever frees the limit', async () => {
    await start(1);
    const clients = ['ann', 'bob'].map((id) => fetch(`${url}/books?q=${id}`, { headers: { 'x-request-id': id } }));
    for (const id of ['ann', 'bob']) {
      upstream.answer(`/search?q=${id}`, [`${id}1`, `${id}2`]);
      for (const book of [`${id}1`, `${id}2`]) upstream.answer(`/books/${book}`, { id: book, title: book });
    }
    await Promise.all((await Promise.all(clients)).map((response) => dataOf(response, 'outcome')));

    for (const id of ['ann', 'bob']) {
      for (const [path, attempt] of [
        [`/search?q=${id}`, 'search 0 #1'],
        [`/books/${id}1`, 'book 0.0 #1'],
        [`/books/${id}2`, 'book 0.1 #1'],
      ] as const) {
        const { request } = await upstream.arrival(path);
        expect([path, request.headers['x-request-id'], request.headers['x-attempt']]).toEqual([path, id, attempt]);
      }
    }
  });

  it.each([
    ['/books', 400, 'Give at least one term: /books?q=dune'],
    ['/prices/a', 502, 'HTTP 404'],
  ])('answers %s with %d', async (path, status, message) => {
    await start(8);
    upstream.answer('/prices/a', {}, 404);

    const response = await fetch(`${url}${path}`);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message });
  });
});
