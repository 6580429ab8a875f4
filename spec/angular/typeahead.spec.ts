import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Locator } from 'playwright-core';
import { launch, type Browser } from '../browser/chromium';
import type { Exchange } from '../http/exchange';
import { LocalServer } from '../http/local-server';
import { installExample } from '../../scripts/pack';
import { output, PROJECT } from '../package/project';

const FILES: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['index.html', 'text/html'],
  '/main.js': ['main.js', 'text/javascript'],
  '/styles.css': ['styles.css', 'text/css'],
};

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const hit = (id: string): object => ({ id, title: `The title of ${id}` });
const book = (id: string): object => ({ ...hit(id), author: 'Ada Byron', year: 1843 });

describe('examples/angular, with the packed tarball, in Chromium', () => {
  let folder: string;
  let home: string;
  let browser: Browser;
  let server: LocalServer;

  beforeAll(async () => {
    browser = await launch(); // it fails at once where there is none
    folder = await mkdtemp(path.join(os.tmpdir(), 'rxjs-stages-angular-'));
    home = await installExample(PROJECT, 'angular', folder);
    await output('npm', ['run', '--silent', 'build'], home);
  }, 240_000);

  beforeEach(async () => {
    server = await LocalServer.start();
    server.handle = (exchange) => {
      const [name, type] = FILES[exchange.path] ?? [];
      if (name !== undefined) exchange.send(readFileSync(path.join(home, 'dist', name)), 200, { 'content-type': type });
    };
    await browser.page.goto(server.url);
  });

  afterEach(() => server.close());

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const box = (): Locator => browser.page.getByRole('searchbox', { name: 'Title' });
  const items = (): Promise<string[]> => browser.page.getByRole('listitem').allInnerTexts();
  const status = (text: string): Promise<void> => browser.page.getByRole('status').filter({ hasText: text }).waitFor();
  const bookOf = (id: string): Promise<Exchange> => server.arrival(`/api/books/${id}`);

  /** Types into the box, and answers the search. @returns the requests for the books, which are held */
  async function search(text: string, term: string, ids: readonly string[]): Promise<Exchange[]> {
    await box().pressSequentially(text);
    (await server.arrival(`/api/search?q=${term}`)).answer(ids.map(hit));
    return Promise.all(ids.map(bookOf));
  }

  it('passes its own specs', async () => {
    const results = JSON.parse(await output('npm', ['test', '--silent', '--', '--json', '--silent'], home)) as object;

    expect(results).toMatchObject({ numFailedTests: 0, numPassedTests: 4 });
  });

  it('shows each book when it comes, and how far the search is', async () => {
    const { page } = browser;
    const [a, b, c] = (await search('dune', 'dune', ['a', 'b', 'c'])) as [Exchange, Exchange, Exchange];
    const progress = page.getByRole('progressbar', { name: 'Requests answered' });

    b.answer(book('b'));
    await page.getByText('The title of b').waitFor();
    expect(await items()).toEqual(['The title of b\nAda Byron, 1843']);
    await page.locator('progress[value="2"][max="4"]').waitFor();
    await status('Searching for “dune” …');

    a.answer(book('a'));
    c.answer(book('c'));
    await status('“dune”: 3 found');
    expect(await items()).toHaveLength(3);
    expect(await progress.getAttribute('value')).toBe('4');
  });

  it('closes the connections of a term when the next one comes, and shows nothing more of it', async () => {
    const [a, b, c] = (await search('du', 'du', ['a', 'b', 'c'])) as [Exchange, Exchange, Exchange];
    a.answer(book('a'));
    await browser.page.getByText('The title of a').waitFor();

    const [d] = (await search('ne', 'dune', ['d'])) as [Exchange];
    await Promise.all([b.closed, c.closed]);
    expect([b.answered, c.answered]).toEqual([false, false]);

    d.answer(book('d'));
    await status('“dune”: 1 found');
    expect(await items()).toEqual(['The title of d\nAda Byron, 1843']);
  });

  it('closes the connection of a search when the next term comes', async () => {
    await box().pressSequentially('du');
    const old = await server.arrival('/api/search?q=du');
    await box().pressSequentially('ne');
    await old.closed;
    await server.arrival('/api/search?q=dune');

    expect(old.answered).toBe(false);
  });

  it('requests nothing more when the box is emptied', async () => {
    const [a] = (await search('du', 'du', ['a'])) as [Exchange];
    await box().press('Control+A');
    await box().press('Delete');
    await a.closed;
    await browser.page.getByRole('list').waitFor({ state: 'detached' });

    expect(server.paths.filter((each) => each.startsWith('/api/'))).toEqual(['/api/search?q=du', '/api/books/a']);
  });

  it('says which book failed and why, and searches again by keyboard', async () => {
    const { page } = browser;
    const [a, b] = (await search('du', 'du', ['a', 'b'])) as [Exchange, Exchange];
    a.answer({}, 404);
    b.answer(book('b'));
    await status('“du”: 1 found, 1 failed. Search again to retry.');
    expect((await items()).sort()).toEqual(['The title of a\ncould not be loaded: HTTP 404', 'The title of b\nAda Byron, 1843']);

    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Search again');
    server.exchanges.length = 0; // the next arrivals are new ones
    await page.keyboard.press('Enter');
    (await server.arrival('/api/search?q=du')).answer([hit('a')]);
    (await bookOf('a')).answer(book('a'));
    await status('“du”: 1 found');
    expect(await items()).toEqual(['The title of a\nAda Byron, 1843']);
  });

  it.each([
    ['light', 1_280],
    ['dark', 1_280],
    ['light', 320],
  ] as const)('is accessible: %s, %i pixels wide', async (colorScheme, width) => {
    const { page } = browser;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const [a, b] = (await search('du', 'du', ['a', 'b'])) as [Exchange, Exchange];
    a.answer({}, 404);
    b.answer(book('b'));
    await status('1 failed');
    const { violations } = await page.evaluate<AxeResults>(`${AXE}\n;axe.run(document, { resultTypes: ['violations'] })`);

    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('requests nothing from other machines', () => {
    expect(browser.remote).toEqual([]);
  });
});
