import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { dataOf } from './event-stream';
import { Upstream } from './upstream';

const ROOT = path.join(__dirname, '..');

/** A listener of its own, so that the process ends by itself, and only if nothing is left open. */
const STAYS = ['--import', 'data:text/javascript,process.on("SIGTERM", () => {})'];

describe('a SIGTERM', () => {
  let upstream: Upstream;
  let app: ChildProcessByStdio<null, Readable, null>;
  let log: string;
  let ended: Promise<unknown[]>;

  beforeAll(() => {
    execFileSync('npm', ['run', 'build', '--silent'], { cwd: ROOT });
  }, 60_000);

  beforeEach(async () => {
    upstream = await new Upstream().start();
  });

  afterEach(async () => {
    app.kill('SIGKILL');
    await ended;
    await upstream.stop();
  });

  /** @returns the URL of the app */
  async function start(grace: number, flags: readonly string[] = []): Promise<string> {
    const env = { ...process.env, PORT: '0', UPSTREAM_URL: upstream.url, SHUTDOWN_GRACE_MS: String(grace) };
    app = spawn(process.execPath, [...flags, 'dist/main.js'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    ended = once(app, 'close');
    log = '';
    app.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    return new URL(await logged(/http:\S+:\d+/)).href;
  }

  /** Waits until the app's log says something. @returns what matches */
  async function logged(what: RegExp): Promise<string> {
    for (;;) {
      const found = what.exec(log);
      if (found !== null) return found[0];
      await once(app.stdout, 'data');
    }
  }

  it('lets the runs in flight finish, starts no new ones, and leaves nothing open', async () => {
    const url = await start(60_000, STAYS);
    const books = await fetch(`${url}books?q=dune`);
    const search = await upstream.arrival('/search?q=dune');

    app.kill('SIGTERM');
    await logged(/runs in flight: 1/);

    const refused = await Promise.all(['books?q=emma', 'prices/a'].map((path) => fetch(url + path)));
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
    search.answer(['a']);
    (await upstream.arrival('/books/a')).answer({ id: 'a', title: 'Dune' });
    expect(await dataOf(books, 'done')).toEqual([{}]);
    expect(await ended).toEqual([0, null]);
  });

  it('cancels what is in flight when the grace is over, and says so to the client', async () => {
    const url = await start(1);
    const books = await fetch(`${url}books?q=dune`);
    const search = await upstream.arrival('/search?q=dune');

    app.kill('SIGTERM');

    await search.closed;
    expect(await dataOf(books, 'error')).toEqual(['The server is shutting down']);
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('ends the app at once when no run is in flight', async () => {
    const url = await start(60_000, STAYS);
    const page = await (await fetch(url)).text();

    app.kill('SIGTERM');

    expect(page).toContain('<title>Books</title>');
    expect(await ended).toEqual([0, null]);
  });
});
