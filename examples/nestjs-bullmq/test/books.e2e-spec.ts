import { setTimeout as delay } from 'node:timers/promises';
import { dataOf, eventsOf } from './event-stream';
import { Programs } from './programs';
import { Upstream } from './upstream';

const book = (id: string) => ({ id, title: `Book ${id}` });
const found = (id: string) => ({ status: 'fulfilled', term: 'dune', book: book(id) });

describe('an API and its workers', () => {
  let upstream: Upstream;
  let programs: Programs;

  beforeEach(async () => {
    upstream = await new Upstream().start();
    programs = await Programs.start({ UPSTREAM_URL: upstream.url });
  });

  afterEach(async () => {
    await programs.stop();
    await upstream.stop();
  });

  /** Waits until there is no job in the queue, in whatever state. */
  async function empty(url: string): Promise<void> {
    for (;;) {
      const counts = (await (await fetch(`${url}queue`)).json()) as Record<string, number>;
      if (Object.values(counts).every((count) => count === 0)) return;
      await delay(20);
    }
  }

  it('sends each book and each failure when it is there, and done at the end', async () => {
    const [{ url }] = await Promise.all([programs.api(), programs.worker()]);
    const events = eventsOf(await fetch(`${url}books?q=dune`));
    const next = async () => (await events.next()).value;

    (await upstream.arrival('/search?q=dune')).answer(['a', 'b', 'c']);
    (await upstream.arrival('/books/c')).answer(book('c'));
    expect(await next()).toEqual({ type: 'outcome', data: found('c') });
    (await upstream.arrival('/books/a')).answer({ secret: 'body' }, 404);
    expect(await next()).toEqual({ type: 'outcome', data: { status: 'rejected', term: 'dune', stage: 'detail', reason: 'HTTP 404' } });
    (await upstream.arrival('/books/b')).answer({}, 503);
    (await upstream.arrival('/books/b', 2)).answer(book('b')); // retried
    expect(await next()).toEqual({ type: 'outcome', data: found('b') });
    expect(await next()).toEqual({ type: 'done', data: {} });
    await empty(url);
  });

  it('aborts the work in the worker when the client leaves, and removes what waits', async () => {
    const [{ url }] = await Promise.all([programs.api(), programs.worker({ CONCURRENCY: '1' })]);
    upstream.answer('/search?q=dune', ['a', 'b']);
    const client = new AbortController();
    await fetch(`${url}books?q=dune`, { signal: client.signal });
    const request = await upstream.arrival('/books/a');

    client.abort();

    await request.closed;
    await empty(url);
    expect(upstream.count('/books/b')).toBe(0);
  });

  it('goes on when a worker is killed', async () => {
    const [{ url }, worker] = await Promise.all([programs.api(), programs.worker({ LOCK_DURATION_MS: '2000' })]);
    const response = await fetch(`${url}books?q=dune`);
    (await upstream.arrival('/search?q=dune')).answer(['a', 'b']);
    await Promise.all([upstream.arrival('/books/a'), upstream.arrival('/books/b')]);

    await worker.kill('SIGKILL');
    for (const id of ['a', 'b']) upstream.answer(`/books/${id}`, book(id));
    await programs.worker({ LOCK_DURATION_MS: '2000' });

    expect(new Set(await dataOf(response, 'outcome'))).toEqual(new Set([found('a'), found('b')]));
  });

  it('resumes a run by its name when the client comes again, and when the API was killed', async () => {
    const [{ api, url }] = await Promise.all([programs.api(), programs.worker()]);
    upstream.answer('/search?q=dune', ['a', 'b']);
    upstream.answer('/books/a', book('a'));
    const client = new AbortController();
    const first = eventsOf(await fetch(`${url}runs/monday?q=dune`, { signal: client.signal }));
    expect((await first.next()).value?.data).toEqual(found('a'));
    const aborted = await upstream.arrival('/books/b');
    client.abort();
    await aborted.closed;
    await api.logged(/Closed the queue of run monday/); // until then it cancels jobs

    const second = eventsOf(await fetch(`${url}runs/monday?q=dune`));
    expect((await second.next()).value?.data).toEqual(found('a'));
    const request = await upstream.arrival('/books/b', 2);
    await api.kill('SIGKILL');
    await expect(second.next()).rejects.toThrow();
    request.answer(book('b'));
    const again = await programs.api();

    const third = await fetch(`${again.url}runs/monday?q=dune`);
    expect(new Set(await dataOf(third, 'outcome'))).toEqual(new Set([found('a'), found('b')]));
    expect(['/search?q=dune', '/books/a', '/books/b'].map((url) => upstream.count(url))).toEqual([1, 1, 2]);
  });

  it('at a SIGTERM, the API ends its streams, and leaves no work and nothing open', async () => {
    const [{ api, url }] = await Promise.all([programs.api(), programs.worker()]);
    const responses = await Promise.all(['books?q=dune', 'runs/monday?q=emma'].map((path) => fetch(url + path)));
    const requests = await Promise.all(['dune', 'emma'].map((term) => upstream.arrival(`/search?q=${term}`)));

    const ended = api.kill('SIGTERM');

    for (const response of responses) expect(await dataOf(response, 'error')).toEqual(['The server is shutting down']);
    await Promise.all(requests.map(({ closed }) => closed));
    expect(await ended).toEqual([0, null]);
    await empty((await programs.api()).url);
  });

  it('at a SIGTERM, a worker finishes its jobs and leaves nothing open', async () => {
    const [{ url }, worker] = await Promise.all([programs.api(), programs.worker({ SHUTDOWN_GRACE_MS: '100000' })]);
    const response = await fetch(`${url}books?q=dune`);
    const request = await upstream.arrival('/search?q=dune');

    const ended = worker.kill('SIGTERM');
    await programs.worker();
    request.answer(['a']);

    upstream.answer('/books/a', book('a'));
    expect(await ended).toEqual([0, null]);
    expect(await dataOf(response, 'outcome')).toEqual([found('a')]);
  });
});
