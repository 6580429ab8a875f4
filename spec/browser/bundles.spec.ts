import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pack } from '../../scripts/pack';
import { installIn, manifest, output, PROJECT } from '../package/project';
import { launch, type Browser } from './chromium';
import { serve, type Served } from './serve';

const newest = (name: string): string => `${name}@${manifest.devDependencies[name] ?? ''}`;
const page = (bundle: string): string => `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${bundle}"></script>`;

describe('an application with the packed package, bundled', () => {
  const bundles = ['esbuild.js', 'vite/vite.js', 'webpack.js'];
  let folder: string;
  let browser: Browser | undefined;
  let served: Served | undefined;
  let problems = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'rxjs-stages-bundles-'));
    const home = path.join(folder, 'app');
    await installIn(home, [await pack(PROJECT, folder), newest('rxjs'), newest('axios'), newest('esbuild'), 'vite@7.3.8', 'webpack@5.113.0']);
    await cp(path.join(__dirname, 'bundles'), home, { recursive: true });
    problems = await output(process.execPath, ['bundle.mjs'], home);

    const answers = {
      'api/rxjs.json': ['mergeMap', 'expand', 'gone'],
      'api/mergeMap.json': { title: 'merge' },
      'api/expand.json': { title: 'more' },
    };
    const texts = Object.entries(answers).map(([name, body]) => [name, JSON.stringify(body)] as const);
    const pages = bundles.map((bundle) => [`${path.basename(bundle, '.js')}.html`, page(bundle)] as const);
    served = await serve(home, Object.fromEntries([...texts, ...pages]));
    browser = await launch();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is bundled without an error or a warning', () => {
    expect(problems).toBe('');
  });

  it.each(bundles)('works in Chromium: %s', async (bundle) => {
    const { page: tab, errors, remote } = browser as Browser;
    await tab.goto(`${(served as Served).url}/${path.basename(bundle, '.js')}.html`);
    await tab.waitForFunction(() => document.title.length > 0);

    expect(JSON.parse(await tab.title())).toEqual({ words: [404, 'merge', 'more'], settled: [3, 1] });
    // Chromium says of the answer 404 that there was one.
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    expect(remote).toEqual([]);
  });
});
