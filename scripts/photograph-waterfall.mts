/** Saves pictures of the waterfall's page in a new temporary folder, for somebody to look at: light and dark, wide and narrow, small and large. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../spec/browser/chromium.js';
import { madeUpTimeline, type MadeUp } from '../spec/support/timelines.js';
import { waterfallHtml } from '../src/waterfall/index.js';

interface Picture {
  readonly run: MadeUp;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  /** Keys that are pressed before. */
  readonly keys?: readonly string[];
}

const SMALL = { branches: 120, seed: 7 };
const MIDDLE = { branches: 1_200, seed: 7 };

const PICTURES: Readonly<Record<string, Picture>> = {
  'wide-light': { run: MIDDLE, width: 1_440, scheme: 'light' },
  'wide-dark': { run: MIDDLE, width: 1_440, scheme: 'dark' },
  'narrow-light': { run: MIDDLE, width: 400, scheme: 'light' },
  'narrow-dark-details': { run: MIDDLE, width: 400, scheme: 'dark', keys: ['c'] },
  'critical-path': { run: SMALL, width: 1_440, scheme: 'light', keys: ['c', 'c'] },
  zoomed: { run: MIDDLE, width: 1_440, scheme: 'dark', keys: ['c', 'c', 'c', 'z', 's', 's', 's', 's'] },
  table: { run: MIDDLE, width: 1_440, scheme: 'light', keys: ['t'] },
  'narrow-table': { run: MIDDLE, width: 400, scheme: 'light', keys: ['t'] },
  'failed-only': { run: MIDDLE, width: 1_440, scheme: 'light', keys: ['f'] },
  'legend-and-keys': { run: SMALL, width: 1_440, scheme: 'dark', keys: ['?'] },
  cancelled: { run: { branches: 300, seed: 3, cancelledAt: 900 }, width: 1_440, scheme: 'light' },
  running: { run: { branches: 300, seed: 3, seenAt: 900 }, width: 1_440, scheme: 'light' },
  large: { run: { branches: 10_000 }, width: 1_440, scheme: 'light' },
};

const folder = await mkdtemp(path.join(os.tmpdir(), 'waterfall-'));
const browser = await launch();
const { page } = browser;
for (const [name, { run, width, scheme, keys = [] }] of Object.entries(PICTURES)) {
  const file = path.join(folder, `${name}.html`);
  await writeFile(file, waterfallHtml(madeUpTimeline(run), { title: name }));
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
await browser.close();
console.log(`The pictures are in ${folder}`);
