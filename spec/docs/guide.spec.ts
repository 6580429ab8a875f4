import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { examplesIn, run } from './run';

const FOLDER = path.join(__dirname, '../../docs/guide');

/** The pages whose examples need nothing that the page does not show. */
const PAGES = ['async-context', 'crawl', 'http', 'limits', 'order', 'pagination', 'retry', 'scaling', 'sharing', 'timeouts', 'transport'];

describe.each(PAGES)('docs/guide/%s.md', (page) => {
  const before = process.cwd();
  const folder = mkdtempSync(path.join(os.tmpdir(), `${page}-`));
  const examples = examplesIn(readFileSync(path.join(FOLDER, `${page}.md`), 'utf8')).filter(([, printed]) => printed !== '');

  beforeAll(() => {
    process.chdir(folder);
  });

  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it.each(examples.map(([code, printed], index) => [index + 1, code, printed] as const))(
    'has an example that prints what the page says: %d',
    async (_, code, printed) => {
      expect((await run(code)).printed).toBe(printed);
    },
    20_000,
  );

  it('begins with such an example', () => {
    expect(examplesIn(readFileSync(path.join(FOLDER, `${page}.md`), 'utf8'))[0]?.[1]).not.toBe('');
  });
});
