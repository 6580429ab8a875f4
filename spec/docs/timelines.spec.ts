import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/timelines.md'), 'utf8');

const [[RECORDING] = [''], ...EXAMPLES] = examplesIn(PAGE);

describe('the examples of docs/guide/timelines.md', () => {
  it.each(EXAMPLES.map(([code, printed], index) => [index + 1, code, printed] as const))(
    'run, and print what the page says: %d',
    async (_, code, printed) => {
      const { made } = await run(RECORDING);

      expect((await run(code, made)).printed).toBe(printed);
    },
  );
});
