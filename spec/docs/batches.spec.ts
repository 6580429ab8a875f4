import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/batches.md'), 'utf8');
const [[API] = [''], ...EXAMPLES] = examplesIn(PAGE);

describe('the examples of docs/guide/batches.md', () => {
  it.each(EXAMPLES.map(([code, printed], index) => [index + 1, code, printed] as const))(
    'run, and print what the page says: %d',
    async (_, code, printed) => {
      expect((await run(`${API}\n${code}`)).printed).toBe(printed);
      expect(printed === '').toBe(code.includes('testStages'));
    },
  );
});
