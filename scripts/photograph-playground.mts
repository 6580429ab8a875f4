/** Saves pictures of the playground in a new temporary folder, for somebody to look at. It needs `npm run build`. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../spec/browser/chromium.js';
import { bundlePlayground } from './playground/bundle-playground.js';
import { ROOT } from './run.mjs';

interface Picture {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly preset?: string;
  /** How much of the run is shown: all, unless it says otherwise. */
  readonly part?: number;
  readonly opens?: readonly string[];
}

const PICTURES: Readonly<Record<string, Picture>> = {
  'wide-light': { width: 1_440, scheme: 'light' },
  'wide-dark-middle': { width: 1_440, scheme: 'dark', part: 0.4 },
  'wide-light-middle': { width: 1_280, scheme: 'light', preset: 'One slow request', part: 0.35 },
  'retries-dark': { width: 1_440, scheme: 'dark', preset: 'Flaky API with retries', part: 0.45 },
  'three-rounds': { width: 1_280, scheme: 'light', preset: 'Three rounds', part: 0.3 },
  'tight-bounds': { width: 1_280, scheme: 'light', preset: 'Tight bounds' },
  many: { width: 1_440, scheme: 'light', preset: '500 branches', part: 0.5 },
  'many-dark': { width: 1_440, scheme: 'dark', preset: '500 branches' },
  'editor-light': { width: 1_280, scheme: 'light', opens: ['Edit the scenario', 'As code'] },
  'narrow-light': { width: 360, scheme: 'light', part: 0.5 },
  'narrow-dark-editor': { width: 360, scheme: 'dark', preset: 'Three rounds', opens: ['Edit the scenario', 'As code'] },
};

const folder = await mkdtemp(path.join(os.tmpdir(), 'playground-'));
const file = path.join(folder, 'index.html');
await writeFile(file, await bundlePlayground(ROOT));
const browser = await launch();
const { page } = browser;
await page.emulateMedia({ reducedMotion: 'reduce' });
for (const [name, { width, scheme, preset, part = 1, opens = [] }] of Object.entries(PICTURES)) {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
  await page.goto('about:blank');
  await page.goto(pathToFileURL(file).href);
  if (preset !== undefined) await page.getByRole('button', { name: preset }).click();
  for (const summary of opens) await page.getByText(summary, { exact: true }).click();
  await page.locator('#time').evaluate((slider: HTMLInputElement, place) => {
    slider.valueAsNumber = place * Number(slider.max);
    slider.dispatchEvent(new Event('input'));
    window.scrollTo(0, 0);
  }, part);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
await browser.close();
console.log(`The pictures are in ${folder}`, ...browser.errors);
