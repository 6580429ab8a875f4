import { context, trace } from '@opentelemetry/api';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/watching.md'), 'utf8');
const [[STAGES] = [''], ...EXAMPLES] = examplesIn(PAGE);

/** What nestjs-cls does, without a context. */
const cls = {
  run: (_: object, callback: () => void) => {
    callback();
  },
  set: () => undefined,
};

describe('the examples of docs/guide/watching.md', () => {
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  // What is drawn is in the specs of the terminal.
  const examples = EXAMPLES.filter(([code]) => !code.includes('terminalProgress'));

  it.each(examples.map(([code, printed], index) => [index + 1, code, printed] as const))(
    'run, and print what the page says: %d',
    async (_, code, printed) => {
      const { made } = await run(STAGES);

      expect((await run(code, { ...made, cls })).printed).toBe(printed);
    },
  );
});
