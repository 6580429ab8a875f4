/** Saves pictures of the documentation's site in a new temporary folder, for somebody to look at. It needs `npm run docs:site`. */
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../spec/browser/chromium.js';
import { serve } from '../spec/browser/serve.js';
import { ROOT } from './run.mjs';

const PAGES = [
  'api/rxjs-stages/index',
  'index',
  'start',
  'guide/retry',
  'guide/waterfall',
  'guide/coming-from/index',
  'semantics',
  'api/rxjs-stages/functions/stage',
  'benchmarks',
  'guide/nestjs',
];

const folder = await mkdtemp(path.join(os.tmpdir(), 'site-'));
const served = await serve(path.join(ROOT, 'dist-site'));
const browser = await launch();
const { page } = browser;
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1_440, 390]) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    for (const name of PAGES) {
      await page.goto(`${served.url}/${name}.html`, { waitUntil: 'networkidle' });
      await page.screenshot({ path: path.join(folder, `${name.replaceAll('/', '-')}-${String(width)}-${colorScheme}.png`) });
    }
  }
}
await page.setViewportSize({ width: 1_440, height: 900 });
await page.keyboard.press('Control+k');
await page.locator('#localsearch-input').fill('retry');
await page.getByRole('option').first().waitFor();
await page.screenshot({ path: path.join(folder, 'search-1440-dark.png') });
await page.goto(`${served.url}/waterfall/index.html`);
await page.waitForTimeout(300);
await page.screenshot({ path: path.join(folder, 'waterfall-1440-dark.png') });
await browser.close();
await served.close();
console.log(`The pictures are in ${folder}`, ...browser.errors);
