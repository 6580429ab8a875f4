import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from '../docs/run';
import { temporaryFolder } from './folder';

const EXAMPLES = examplesIn(readFileSync(path.join(__dirname, '../../docs/guide/journal.md'), 'utf8'));
const before = process.cwd();

afterEach(() => {
  process.chdir(before);
});

it.each(EXAMPLES.map(([code, printed], index) => [index + 1, code, printed] as const))(
  'docs/guide/journal.md has an example that prints what the page says: %d',
  async (_, code, printed) => {
    process.chdir(temporaryFolder());

    expect((await run(code)).printed).toBe(printed);
    expect(printed).not.toBe('');
  },
);
