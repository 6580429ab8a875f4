/** A run of about two seconds that shows its progress. With `fail` it throws in the middle, with `handle` it handles SIGINT itself. */
import { timer } from 'rxjs';
import { listStage, pipeline, stage } from '../../src/index.js';
import { terminalProgress } from '../../src/node/index.js';

const [what = '', ms = '40'] = process.argv.slice(2);
const pace = Number(ms);

const search = listStage(
  'search',
  async (n: number) => {
    await new Promise((resolve) => setTimeout(resolve, pace));
    return [n, n + 1, n + 2];
  },
  { concurrency: 2 },
);
let failures = 0;
const detail = stage(
  'detail of 結果',
  async (n: number) => {
    await new Promise((resolve) => setTimeout(resolve, pace));
    if (failures++ % 5 === 0) throw new Error('busy');
    return n;
  },
  { concurrency: 3, retry: { count: 1, delay: 200 } },
);

if (what === 'fail')
  timer(500).subscribe(() => {
    throw new Error('a fault of the application');
  });
const running = pipeline(search, detail, { onEvent: terminalProgress({ every: 50 }) })([...Array(24).keys()]).subscribe();
if (what === 'handle')
  process.on('SIGINT', () => {
    running.unsubscribe();
  });
