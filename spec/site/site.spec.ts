import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { launch, type Browser } from '../browser/chromium';
import { serve, type Served } from '../browser/serve';

const ROOT = path.join(__dirname, '../..');
const SITE = path.join(ROOT, 'dist-site');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const HOME = 'index.html';
const GUIDE = 'guide/retry.html';
const API = 'api/rxjs-stages/functions/stage.html';
const SCHEMES = ['light', 'dark'] as const;

let browser: Browser;
let page: Page;
let served: Served;
let knownErrors: number;

beforeAll(async () => {
  execFileSync('npm', ['run', '--silent', 'docs:site'], { cwd: ROOT, stdio: 'pipe' });
  served = await serve(SITE);
  browser = await launch();
  ({ page } = browser);
});

beforeEach(async () => {
  knownErrors = browser.errors.length;
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1_440, height: 900 });
});

afterEach(() => {
  const wrong = [...browser.errors.slice(knownErrors), ...browser.remote];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

/** Opens a page, and waits until it reacts. */
async function open(file: string): Promise<void> {
  await page.goto(`${served.url}/${file}`, { waitUntil: 'networkidle' });
}

/** Expects a page with this heading, when it has come. */
async function expectHeading(name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** The pages by their files, but those that have no part in the navigation. */
function pages(): Map<string, string> {
  const files = readdirSync(SITE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  return new Map(files.filter((file) => !/^(playground|waterfall)\b/.test(file)).map((file) => [file, readFileSync(path.join(SITE, file), 'utf8')]));
}

const attributes = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'));

describe('the files of the site', () => {
  it('have no dead link and no dead anchor', () => {
    const all = pages();
    const ids = new Map([...all].map(([file, html]) => [file, new Set(attributes(html, /\sid="([^"]*)"/g))]));
    let anchors = 0;

    /** What is wrong with a link of a file, if anything is. */
    function fault(href: string, file: string): string | undefined {
      if (/^(https:|mailto:|data:)/.test(href)) return undefined;
      const { pathname, hash } = new URL(href, `http://localhost/${file}`);
      const target = decodeURIComponent(pathname)
        .slice(1)
        .replace(/(^|\/)$/, '$1index.html');
      if (!existsSync(path.join(SITE, target))) return `${file} links to ${href}: no such file`;
      if (hash === '' || !ids.has(target)) return undefined;
      anchors++;
      return ids.get(target)?.has(decodeURIComponent(hash.slice(1))) === true ? undefined : `${file} links to ${href}: no such anchor`;
    }

    const faults = [...all].flatMap(([file, html]) => attributes(html, /\s(?:href|src)="([^"]*)"/g).map((href) => fault(href, file)));

    expect(new Set(faults.filter((each) => each !== undefined))).toEqual(new Set());
    expect(anchors).toBeGreaterThan(500);
  });

  it('have a page for each Markdown file of the documentation, which the sidebar links to', () => {
    const sidebar = new Set(attributes(pages().get('start.html') ?? '', /<a [^>]*\bhref="([^"]*)"/g));
    const files = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
    const missing = files.map((file) => `/${file.replace(/README\.md$/, '').replace(/\.md$/, '.html')}`).filter((link) => !sidebar.has(link));

    expect(missing).toEqual([]);
    expect([...sidebar]).toEqual(expect.arrayContaining(['/changelog.html', '/security.html', '/api/']));
  });

  it('have a page for each export, of each entry of the package', () => {
    const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');

    for (const entry of entries) expect(pages().has(path.join('api/rxjs-stages', entry, 'index.html'))).toBe(true);
    expect(pages().get('api/rxjs-stages/http/index.html')).toContain('httpRetry');
  });

  it('have no link of a comment left as it was written, no path of the machine, and no other host but those that the texts link to', () => {
    const html = [...pages().values()].join('\n');

    expect(html).not.toContain('{@link');
    expect(html).not.toContain(ROOT);
    expect(attributes(html, /<(?:script|link|img|iframe)[^>]*(?:src|href)="((?:https?:)?\/\/[^"]*)"/g)).toEqual([]);
  });
});

describe('the site', () => {
  it('opens with what the library does, and leads on', async () => {
    await open(HOME);

    await expectHeading('rxjs-stages');
    expect(await page.getByAltText(/^A barrier between the rounds/).isVisible()).toBe(true);
    expect(await page.getByText('listStage').first().isVisible()).toBe(true);

    await page.getByRole('link', { name: 'Get started' }).click();
    await page.waitForURL('**/start.html');

    await expectHeading('rxjs-stages');
  });

  it('goes from page to page without loading another document', async () => {
    await open('guide/index.html');
    await page.evaluate(() => Object.assign(window, { isSameDocument: true }));
    await page.getByRole('main').getByRole('link', { name: 'Retry without holding a slot' }).click();
    await page.waitForURL('**/guide/retry.html');
    await page.getByRole('navigation').getByRole('link', { name: 'API', exact: true }).first().click();
    await page.waitForURL('**/api/');

    await expectHeading('API');
    expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true);
  });

  it('finds a word without a server', async () => {
    await open(HOME);
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('retry');
    await page.getByRole('option').filter({ hasText: 'Retry without holding a slot' }).first().click();
    await page.waitForURL('**/guide/retry.html*');

    await expectHeading('Retry without holding a slot');
  });

  it('has the playground, which works', async () => {
    await open(HOME);
    await page.getByRole('navigation').getByRole('link', { name: 'Playground' }).click();
    await page.waitForURL('**/playground/index.html');
    const before = await page.locator('article').last().innerText();
    await page.getByRole('button', { name: 'Flaky API with retries' }).click();

    expect(await page.locator('article').last().innerText()).not.toBe(before);
  });

  it('has the waterfall of a run, linked from the page about it', async () => {
    await open('guide/waterfall.html');
    await page.getByRole('link', { name: 'Open the waterfall of a run' }).click();
    await page.waitForURL('**/waterfall/index.html');

    expect(await page.getByRole('treegrid').getByRole('row').count()).toBeGreaterThan(10);
    await expectHeading('Posts of ten users');
  });
});

describe('a page of the site', () => {
  it.each([HOME, GUIDE, API].flatMap((file) => SCHEMES.map((scheme) => [file, scheme] as const)))(
    'is without a violation, to axe: %s, %s',
    async (file, colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await open(file);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());

      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary ?? ''}`)),
      ).toEqual([]);
    },
  );

  it.each([HOME, 'start.html', GUIDE, 'semantics.html', 'benchmarks.html', 'guide/nestjs.html', API, 'api/rxjs-stages/index.html'])(
    'is as wide as a phone, whose tables and code scroll: %s',
    async (file) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await open(file);

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    },
  );
});
