import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { examplesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/waterfall.md'), 'utf8');
const [[code, printed] = ['', '']] = examplesIn(PAGE);

describe('the first example of docs/guide/waterfall.md', () => {
  const before = process.cwd();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waterfall-'));

  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it('runs, prints what the page says, and writes a page', async () => {
    process.chdir(folder);

    expect((await run(code)).printed).toBe(printed);
    expect(readFileSync('waterfall.html', 'utf8')).toContain('<title>Comments of two users</title>');
  });
});
