import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/composing.md'), 'utf8');

describe('the examples of docs/guide/composing.md', () => {
  it.each(examplesIn(PAGE).map(([code, printed], index) => [index + 1, code, printed] as const))(
    'run, and print what the page says: %d',
    async (_, code, printed) => {
      expect((await run(code)).printed).toBe(printed);
      expect(printed === '').toBe(code.includes('testStages'));
    },
  );
});
