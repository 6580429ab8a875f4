import path from 'node:path';
import { toTraceEvents } from 'rxjs-stages/observe';
import { busyTimeline } from '../observe/busy-timeline';
import { launch, type Browser } from './chromium';
import { serve, type Served } from './serve';

const SPEEDSCOPE = path.dirname(require.resolve('speedscope/dist/release/index.html'));

describe('speedscope', () => {
  let browser: Browser | undefined;
  let served: Served | undefined;

  beforeAll(async () => {
    served = await serve(SPEEDSCOPE, { 'trace.json': JSON.stringify(toTraceEvents(busyTimeline(4, 6))) });
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it('opens a trace: each slot of each stage is a profile', async () => {
    const { page, errors, remote } = browser as Browser;
    const { url } = served as Served;
    await page.goto(`${url}/index.html#profileURL=${encodeURIComponent(`${url}/trace.json`)}`);
    await page.getByText(/\(1\/\d+\)/).waitFor();

    expect(await page.locator('body').innerText()).toMatch(/\(1\/10\)/);
    expect(errors).toEqual([]);
    expect(remote).toEqual([]);
  });
});
