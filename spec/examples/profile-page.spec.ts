import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientOf } from '../../examples/profile-page/api';
import { pageServer } from '../../examples/profile-page/page-server';
import { profileOf } from '../../examples/profile-page/profile';
import type { Exchange } from '../http/exchange';
import { LocalServer } from '../http/local-server';
import { Spawned } from './spawned';

/** What the API knows, by path. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/users/1': { id: 1, name: 'Ada' },
  '/users/1/posts': [
    { id: 1, title: 'First post' },
    { id: 2, title: 'Second post' },
  ],
  '/posts/1/comments': [{ id: 1, text: 'First comment' }],
  '/posts/2/comments': [{ id: 2, text: 'Second comment' }],
  '/users/1/albums': [{ id: 1, title: 'First album' }],
  '/albums/1/photos': [{ id: 1, caption: 'First photo' }],
};

const USER = '<h1 style="order: 0">Ada</h1>';
const POST_1 = '<section style="order: 1000"><h2>First post</h2><ul><li>First comment</li></ul></section>';
const POST_2 = '<section style="order: 1001"><h2>Second post</h2><ul><li>Second comment</li></ul></section>';
const ALBUM = '<section style="order: 1000000"><h2>First album</h2><ul><li>First photo</li></ul></section>';

const section = (order: number, content: string): string => `<section style="order: ${String(order)}">${content}</section>`;
const failed = (what: string): string => `<p class="failed">Could not load ${what}</p>`;

/** A page while it comes. */
class Page {
  private text = '';

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
  }

  /** Its parts so far, in the order in which they came. */
  get parts(): readonly string[] {
    return this.text
      .slice(this.text.indexOf('<main>'))
      .split('\n')
      .filter((line) => /^<(h1|section)/.test(line));
  }

  /** Waits until it has as many parts. */
  async hasParts(count: number): Promise<readonly string[]> {
    while (this.parts.length < count) await new Promise((resolve) => this.response.once('data', resolve));
    return this.parts;
  }

  /** Waits for its end. @returns all parts */
  async ended(): Promise<readonly string[]> {
    if (!this.response.readableEnded) await new Promise((resolve) => this.response.once('end', resolve));
    return this.parts;
  }
}

describe('the profile page', () => {
  let api: LocalServer;
  let server: Server;

  beforeEach(async () => {
    api = await LocalServer.start();
    server = pageServer(profileOf(clientOf(api.url), 0));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await api.close();
  });

  /** Requests a page. @returns it, when its first bytes are there */
  function page(path = '/1'): Promise<Page> {
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      get({ port, path, agent: false }, (response) => {
        resolve(new Page(response));
      }).once('error', reject);
    });
  }

  /** Answers a request as the API does, as soon as it has arrived. */
  async function answer(path: string): Promise<void> {
    (await api.arrival(path)).answer(ANSWERS[path]);
  }

  /** Has all requests answered, some of them in another way. */
  function answerAll(others: Readonly<Record<string, (exchange: Exchange) => void>> = {}): void {
    api.handle = (exchange) => {
      const other = others[exchange.path];
      if (other !== undefined) other(exchange);
      else exchange.answer(ANSWERS[exchange.path]);
    };
  }

  it('O2 shows the user before anything else has been answered, and requests posts and albums at once', async () => {
    const coming = page();
    await answer('/users/1');

    const shown = await coming;
    expect(await shown.hasParts(1)).toEqual([USER]);
    await api.arrivals('/users/1/posts', '/users/1/albums');
    expect(api.paths.slice(1).sort()).toEqual(['/users/1/albums', '/users/1/posts']);
  });

  it('O2 shows each part when it is there: no post waits for another one, nor for an album', async () => {
    const coming = page();
    await answer('/users/1');
    const shown = await coming;
    await answer('/users/1/posts');
    await answer('/posts/2/comments');
    expect(await shown.hasParts(2)).toEqual([USER, POST_2]);

    await answer('/users/1/albums');
    await answer('/albums/1/photos');
    expect(await shown.hasParts(3)).toEqual([USER, POST_2, ALBUM]);

    await answer('/posts/1/comments');
    expect(await shown.ended()).toEqual([USER, POST_2, ALBUM, POST_1]);
  });

  it('O2 shows albums while the posts are not there', async () => {
    const coming = page();
    await answer('/users/1');
    await answer('/users/1/albums');
    await answer('/albums/1/photos');
    const shown = await coming;
    expect(await shown.hasParts(2)).toEqual([USER, ALBUM]);

    await answer('/users/1/posts');
    await answer('/posts/1/comments');
    await answer('/posts/2/comments');
    expect(await shown.ended()).toEqual([USER, ALBUM, POST_1, POST_2]);
  });

  const NOT_FOUND = (exchange: Exchange): void => {
    exchange.answer({}, 404);
  };
  const FAILURES: readonly [string, (exchange: Exchange) => void, number][] = [
    ['a refusal', NOT_FOUND, 1],
    [
      'a server that fails, after two retries',
      (exchange) => {
        exchange.answer({}, 500);
      },
      3,
    ],
    [
      'a connection that is reset, after two retries',
      (exchange) => {
        exchange.reset();
      },
      3,
    ],
    [
      'a body that breaks off, after two retries',
      (exchange) => {
        exchange.begin();
        exchange.hangUp();
      },
      3,
    ],
  ];

  it.each(FAILURES)('F1 shows all but what has failed: comments, by %s', async (_, fail, requests) => {
    answerAll({ '/posts/1/comments': fail });

    const parts = await (await page()).ended();

    expect(new Set(parts)).toEqual(new Set([USER, section(1000, `<h2>First post</h2>${failed('the comments')}`), POST_2, ALBUM]));
    expect(api.paths.filter((path) => path === '/posts/1/comments')).toHaveLength(requests);
  });

  it.each([
    ['/users/1/posts', [USER, section(1000, failed('the posts')), ALBUM]],
    ['/users/1/albums', [USER, POST_1, POST_2, section(1_000_000, failed('the albums'))]],
    ['/posts/2/comments', [USER, POST_1, section(1001, `<h2>Second post</h2>${failed('the comments')}`), ALBUM]],
    ['/albums/1/photos', [USER, POST_1, POST_2, section(1_000_000, `<h2>First album</h2>${failed('the photos')}`)]],
  ])('F1 shows all but what has failed: %s', async (path, parts) => {
    answerAll({ [path]: NOT_FOUND });

    expect(new Set(await (await page()).ended())).toEqual(new Set(parts));
  });

  it.each([
    [404, NOT_FOUND],
    [
      502,
      (exchange: Exchange) => {
        exchange.answer({}, 500);
      },
    ],
  ])('F1 answers %d where there is no user, and requests nothing more', async (status, fail) => {
    answerAll({ '/users/1': fail });

    const shown = await page();

    expect(await shown.ended()).toEqual([section(0, failed('the profile'))]);
    expect(shown.response.statusCode).toBe(status);
    expect(new Set(api.paths)).toEqual(new Set(['/users/1']));
  });

  it('F1 shows what has failed before the rest is there', async () => {
    const coming = page();
    await answer('/users/1');
    NOT_FOUND(await api.arrival('/users/1/posts'));
    const shown = await coming;
    expect(await shown.hasParts(2)).toEqual([USER, section(1000, failed('the posts'))]);

    await answer('/users/1/albums');
    await answer('/albums/1/photos');
    expect(await shown.ended()).toEqual([USER, section(1000, failed('the posts')), ALBUM]);
  });

  it.each([
    ['/users/1/posts', [USER, ALBUM, section(1000, '<p>No posts</p>')]],
    ['/users/1/albums', [USER, POST_1, POST_2, section(1_000_000, '<p>No albums</p>')]],
    ['/posts/1/comments', [USER, section(1000, '<h2>First post</h2><p>No comments</p>'), POST_2, ALBUM]],
    ['/albums/1/photos', [USER, POST_1, POST_2, section(1_000_000, '<h2>First album</h2><p>No photos</p>')]],
  ])('F5 says that a list is empty: %s', async (path, parts) => {
    answerAll({
      [path]: (exchange) => {
        exchange.answer([]);
      },
    });

    expect(new Set(await (await page()).ended())).toEqual(new Set(parts));
  });

  it('C1 cancels what is requested for a page that is left', async () => {
    const coming = page();
    await answer('/users/1');
    const { response } = await coming;
    const exchanges = await api.arrivals('/users/1/posts', '/users/1/albums');

    response.destroy();

    await Promise.all(exchanges.map(({ closed }) => closed));
    expect(exchanges.map(({ answered }) => answered)).toEqual([false, false]);
  });

  it('escapes what it is given', async () => {
    answerAll({
      '/users/1': (exchange) => {
        exchange.answer({ id: 1, name: `<script>"'&` });
      },
    });

    expect((await (await page()).ended())[0]).toBe('<h1 style="order: 0">&lt;script&gt;&quot;&#39;&amp;</h1>');
  });

  it('knows no other pages', async () => {
    expect((await page('/favicon.ico')).response.statusCode).toBe(404);
    expect(api.paths).toEqual([]);
  });
});

describe('the example', () => {
  it('serves pages of an API of its own', async () => {
    const spawned = new Spawned('profile-page/main.ts');
    const [, url = ''] = await spawned.prints(/(http:\S+)\/1 /);

    const answers = await Promise.all([1, 2, 3, 4].map((id) => fetch(`${url}/${String(id)}`)));
    const pages = await Promise.all(answers.map((each) => each.text()));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    expect(pages[0]).toContain('No albums');
    expect(pages[1]).toContain('No photos');
    expect(pages[2]).toContain('Could not load the comments');
  });
});
