import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { parametersOf } from '../../playground/address';
import { codeOf } from '../../playground/code';
import { play } from '../../playground/play';
import { PRESETS, type Scenario } from '../../playground/scenario';
import { bundlePlayground } from '../../scripts/playground/bundle-playground';
import { duration } from '../../src/waterfall/page/format';
import { planned } from '../playground/scenarios';
import { launch, type Browser } from './chromium';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = ['Barrier', 'Per item', 'rxjs-stages'];

const folder = mkdtempSync(path.join(os.tmpdir(), 'playground-'));
const file = path.join(folder, 'index.html');
const address = pathToFileURL(file).href;
let browser: Browser;
let page: Page;
let requests: string[];

beforeAll(async () => {
  writeFileSync(file, await bundlePlayground(path.join(__dirname, '../..')));
  browser = await launch();
  ({ page } = browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  requests = [];
  page.on('request', (request) => requests.push(request.url()));
});

beforeEach(async () => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await page.setViewportSize({ width: 1_280, height: 800 });
  await open();
});

afterEach(() => {
  const wrong = [...browser.errors, ...requests.filter((url) => !url.startsWith('file:') && url !== 'about:blank')];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page anew: another hash alone would be another place in the same page. */
async function open(parameters = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(parameters === '' ? address : `${address}#${parameters}`);
}

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const bound = (name: string): Locator => page.locator('#bounds').getByRole('slider', { name });
const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const hash = (): Promise<string> => page.evaluate(() => location.hash.slice(1));

/** What a panel says of its run. */
async function facts(name: string): Promise<Record<string, string>> {
  const pairs = await page
    .locator('article', { has: page.getByRole('heading', { name, exact: true }) })
    .locator('dl > div')
    .allInnerTexts();
  return Object.fromEntries(pairs.map((pair) => pair.split('\n').map((text) => text.trim())) as [string, string][]);
}

const totals = (): Promise<(string | undefined)[]> => Promise.all(NAMES.map(async (name) => (await facts(name)).Total));
const expectedTotals = (scenario: Scenario): string[] => play(planned(scenario)).map(({ total }) => duration(total));

/** What axe finds. */
async function found(): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

describe('the playground', () => {
  it.each(Object.keys(PRESETS))('shows the runs of the preset %s as they are', async (name) => {
    await button(name).click();

    expect(await totals()).toEqual(expectedTotals(PRESETS[name] as Scenario));
    expect(await button(name).getAttribute('aria-pressed')).toBe('true');
    expect(await hash()).toBe(parametersOf(PRESETS[name] as Scenario));
  });

  it('shows the end at once where less motion is preferred', async () => {
    const { Delivered, 'In flight': inFlight } = await facts('rxjs-stages');

    expect([Delivered, inFlight]).toEqual(['35 of 35', '0']);
    expect(await button('Play').isVisible()).toBe(true);
  });

  it('plays of itself otherwise, to the end', async () => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await open();
    await button('Pause').waitFor();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('5 ×');
    await button('Play').waitFor();

    expect((await facts('Barrier')).Delivered).toBe('35 of 35');
  });

  it('plays again from the beginning, pauses, and goes on', async () => {
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('¼ ×');
    await button('Play').click();
    await button('Pause').click();
    const paused = await page.locator('#now').innerText();

    expect(paused).not.toBe('3.01 s');
    expect((await facts('Barrier')).Delivered).not.toBe('35 of 35');
    await button('Play').click();
    await page.waitForFunction((text) => document.querySelector('#now')?.textContent !== text, paused);
    expect(await button('Pause').isVisible()).toBe(true);
  });

  it('shows any moment by its slider: what is in flight, and what is delivered', async () => {
    const slider = page.getByRole('slider', { name: 'Time' });
    await slider.fill('200');
    const [, , run] = play(planned(Object.values(PRESETS)[0] as Scenario));
    const time = (Number(await slider.inputValue()) / 400) * 3_014;

    expect(await facts('rxjs-stages')).toMatchObject({
      Delivered: `${String(run?.delivered.filter((each) => each.time <= time).length)} of 35`,
      'In flight': String(run?.spans.filter(({ kind, start, end }) => kind === 'fulfilled' && start <= time && end > time).length),
    });
    expect(await slider.getAttribute('aria-valuetext')).toBe(duration(time));
    await slider.press('Home');
    expect((await facts('Barrier')).Delivered).toBe('0 of 35');
  });

  it('draws each run up to the moment that is shown', async () => {
    const painted = (): Promise<number[]> =>
      page.locator('article canvas').evaluateAll((canvases) =>
        canvases.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const { data } = ((canvas as HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, width, height);
          return data.filter((value, index) => index % 4 === 3 && value === 255).length;
        }),
      );
    const end = await painted();
    await page.getByRole('slider', { name: 'Time' }).press('Home');
    const start = await painted();

    expect(end).toHaveLength(3);
    for (const [index, count] of end.entries()) expect(count).toBeGreaterThan(2 * (start[index] as number));
  });

  it('runs all three ways again while a bound is dragged, and says what has changed', async () => {
    const before = await totals();
    const slider = bound('detail');
    const { x, y, width, height } = (await slider.boundingBox()) as { x: number; y: number; width: number; height: number };
    await page.mouse.move(x + width * 0.23, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.02, y + height / 2, { steps: 5 });
    const dragged = await totals();
    const count = Number(await slider.inputValue());
    await page.mouse.up();

    const [first] = Object.values(PRESETS) as [Scenario];
    const [search, detail] = first.stages as [Scenario['stages'][number], Scenario['stages'][number]];
    expect(count).toBeLessThan(4);
    expect(dragged).toEqual(expectedTotals({ ...first, stages: [search, { ...detail, concurrency: count }] }));
    expect(dragged).not.toEqual(before);
    expect(await page.locator('.change').allInnerTexts()).toEqual([
      expect.stringMatching(/^\+[\d.]+ m?s$/),
      expect.stringMatching(/^\+[\d.]+ m?s$/),
      expect.stringMatching(/^\+[\d.]+ m?s$/),
    ]);
    expect(await hash()).toContain(`detail_100-500_slow0_fail0_retry0_at${String(count)}`);
  });

  it('changes a bound by the keyboard, with the difference to the step before', async () => {
    const before = await totals();
    await bound('search').press('ArrowLeft');
    await bound('search').press('ArrowRight');

    expect(await totals()).toEqual(before);
    expect(await page.locator('.change').first().innerText()).toMatch(/^−[\d.]+ m?s$/);
  });

  it('says the totals to a screen reader', async () => {
    await bound('search').press('ArrowRight');
    await page.locator('#live', { hasText: (await totals())[0] as string }).waitFor({ state: 'attached' });

    expect(await page.locator('#live').textContent()).toMatch(/^Barrier: [\d.]+ s, Per item: [\d.]+ s, rxjs-stages: [\d.]+ s\. rxjs-stages delivers/);
    expect(await page.getByRole('img', { name: /^rxjs-stages: 47 branches in [\d.]+ s$/ }).count()).toBe(1);
  });

  it('edits every field of a scenario', async () => {
    await page.getByText('Edit the scenario').click();
    const first = page.getByRole('group', { name: 'Stage 1' });
    await page.getByLabel('Items').fill('5');
    await page.getByLabel('Seed').fill('77');
    await first.getByLabel('Name').fill('query');
    for (const [label, value] of Object.entries({
      'Latency from': '10',
      'Latency to': '20',
      '10 times slower': '30',
      'Children from': '1',
      'Children to': '2',
      Failing: '40',
      Retries: '3',
    })) {
      await first.getByLabel(label).fill(value);
    }
    await first.getByLabel('Retries').press('Tab');

    expect(await hash()).toBe('items=5&seed=77&stage=query_10-20_slow30_fan1-2_fail40_retry3_at6&stage=detail_100-500_slow0_fail0_retry0_at8');
    expect(await bound('query').count()).toBe(1);
  });

  it('adds and removes stages, from two to four', async () => {
    await page.getByText('Edit the scenario').click();
    await button('Add a stage').click();
    await button('Add a stage').click();

    expect(await page.locator('#bounds input').count()).toBe(4);
    expect(await button('Add a stage').isDisabled()).toBe(true);
    await button('Remove stage 1').click();
    await button('Remove stage 1').click();
    expect(await hash()).toMatch(/^items=12&seed=1&stage=second_\S+&stage=third_\S+$/);
    expect(await button('Remove stage 1').isDisabled()).toBe(true);
  });

  it('refuses what is not valid, and goes on showing the last scenario that was', async () => {
    await page.getByText('Edit the scenario').click();
    const before = await totals();
    const problem = page.getByRole('alert');
    await page.getByLabel('Items').fill('0');

    expect(await problem.innerText()).toBe('Items must be a whole number from 1 to 500.');
    expect(await totals()).toEqual(before);
    await page.getByLabel('Items').fill('500');
    await page.getByLabel('Children to').first().fill('10');
    expect(await problem.innerText()).toBe('This scenario has more than 2,000 branches. Choose fewer items or fewer children.');
    await page.getByLabel('Items').fill('12');
    expect(await problem.isVisible()).toBe(false);
  });

  it('draws other latencies', async () => {
    const before = await totals();
    await button('Other latencies').click();

    expect(await totals()).not.toEqual(before);
    expect(await hash()).toContain('seed=2');
  });

  it('is restored exactly by the link that is copied', async () => {
    await button('Three rounds').click();
    await bound('post').press('ArrowRight');
    const shown = await totals();
    await button('Copy link').click();
    await page.getByText('The link is copied.').waitFor();
    const link = await clipboard();
    await page.goto('about:blank');
    await page.goto(link);

    expect(await totals()).toEqual(shown);
    expect(await page.locator('#notice').isVisible()).toBe(false);
  });

  it('replaces what is not valid in a link, and says so', async () => {
    await open('items=1e9&seed=1&stage=%3Cimg%20src=x%20onerror=alert(1)%3E_1-2&stage=b_1-2_slow0_fail0_retry0_at1');

    expect(await page.locator('#notice').innerText()).toBe(
      'The address had values that are missing or not valid. Others are used for: stage 1, items.',
    );
    expect(await page.locator('#bounds b').allInnerTexts()).toEqual(['stage1', 'b']);
  });

  it('follows an address that is changed while it is open', async () => {
    const other = parametersOf(PRESETS['Tight bounds'] as Scenario);
    await page.evaluate((next) => {
      location.hash = next;
    }, other);
    await page.locator('button[aria-pressed="true"]', { hasText: 'Tight bounds' }).waitFor();

    expect(await totals()).toEqual(expectedTotals(PRESETS['Tight bounds'] as Scenario));
  });

  it('copies the code of the scenario, and shows it', async () => {
    await button('Flaky API with retries').click();
    await button('Copy as code').click();
    await page.getByText('The code is copied.').waitFor();
    const code = codeOf(PRESETS['Flaky API with retries'] as Scenario);

    expect(await clipboard()).toBe(code);
    await page.getByText('As code', { exact: true }).click();
    expect(await page.locator('#code').textContent()).toBe(code);
  });

  it('has a table of the three runs', async () => {
    const rows = await page.locator('#numbers tr').allInnerTexts();

    expect(rows.map((row) => row.split('\t'))).toEqual([
      ['Barrier', '1.61 s', '3.01 s', '35', '0', 'search 6 of 6, detail 8 of 8'],
      ['Per item', '479 ms', '2.41 s', '35', '0', 'search 6 of 6, detail 11 of 8'],
      ['rxjs-stages', '319 ms', '1.91 s', '35', '0', 'search 6 of 6, detail 8 of 8'],
    ]);
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.getByText('Edit the scenario').click();
    await page.getByText('As code', { exact: true }).click();
    await bound('detail').press('ArrowLeft');

    expect(await found()).toEqual([]);
    await page.getByLabel('Items').fill('0');
    expect(await found()).toEqual([]);
  });

  it('turns dark and light by its button', async () => {
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await button('Dark').click();

    expect(await ground()).not.toBe(light);
  });

  it.each([360, 700, 1_920])('fits a window of %i px', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.getByText('Edit the scenario').click();
    await page.getByText('As code', { exact: true }).click();

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
