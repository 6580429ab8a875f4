import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { programsOf } from './programs';
import { examplesIn, filesIn, run } from './run';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/distributed.md'), 'utf8');
const EXAMPLES = examplesIn(PAGE);

/** The only example that has a text in it. */
function exampleWith(text: string): string {
  const found = EXAMPLES.filter(([code]) => code.includes(text));
  expect(found).toHaveLength(1);
  return found[0]?.[0] ?? '';
}

describe('docs/guide/distributed.md', () => {
  const printing = EXAMPLES.filter(([, printed]) => printed !== '');

  it.each(printing.map(([code, printed], index) => [index + 1, code, printed] as const))(
    'has an example that prints what the page says: %d',
    async (_, code, printed) => {
      expect((await run(code)).printed).toBe(printed);
    },
  );

  it('has a marble test that passes', async () => {
    expect.hasAssertions();
    await run(exampleWith('testStages'));
  });

  it('has a codec that keeps what JSON would lose', async () => {
    const { made } = await run(exampleWith('node:v8').replace('export ', ''));
    const { codec } = made as { codec: { stringify: (value: unknown) => Uint8Array; parse: (bytes: Uint8Array) => unknown } };
    const values = [new Date(0), new Map([['a', 1n]])];

    expect(codec.parse(codec.stringify(values))).toEqual(values);
  });

  it('has a request that repeats its idempotency key', async () => {
    const keys: unknown[] = [];
    const fetch = (_: string, { headers }: { headers: Record<string, string> }): Promise<Response> => {
      keys.push(headers['idempotency-key']);
      return Promise.resolve(new Response('', { status: 201 }));
    };
    const { made } = await run(exampleWith('idempotency-key').replace('export ', ''), { fetch });
    const { pay } = made as { pay: { project: (payment: object, context: object) => Promise<number> } };
    for (const invoice of ['1', '1', '2']) expect(await pay.project({ invoice, cents: 5 }, {})).toBe(201);

    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(2);
  });

  it('has a pool of processes that runs jobs', async () => {
    const folder = programsOf(filesIn(PAGE), ['pool', 'pool-worker']);
    const { stdout } = await promisify(execFile)(process.execPath, ['pool.js'], { cwd: folder });

    expect(stdout.trim().split('\n').sort()).toEqual(['100 25', '1000 168', '10000 1229']);
  });

  it('has a pool that aborts jobs, settles those of a process that ends, and replaces it', async () => {
    const test = `
      import { firstValueFrom, toArray } from 'rxjs';
      import { remote, stage } from 'rxjs-stages';
      import { processPool } from './process-pool.js';
      const primes = stage('primes', (input) => Promise.resolve(input), { retry: 2 });
      const pool = processPool('worker.js', 1);
      const s = remote(primes, pool);
      const print = async (input) => {
        for (const o of await firstValueFrom(s([input]).pipe(toArray()))) console.log(o.status === 'fulfilled' ? o.value : \`\${o.reason.name} \${o.reason.code}\`);
      };
      await print('die');
      const told = new Promise((resolve) => process.once('SIGUSR2', resolve));
      const hanging = s(['hang ' + process.pid]).subscribe();
      await new Promise((resolve) => process.once('SIGHUP', resolve));
      hanging.unsubscribe();
      await told;
      await print('live');
      await pool.close();
    `;
    const stages = `
      import { stage } from 'rxjs-stages';
      export const primes = stage('primes', (input, { signal }) => {
        if (input === 'die') process.kill(process.pid, 'SIGKILL');
        if (input === 'live') return ['lives'];
        const parent = Number(input.split(' ')[1]);
        process.kill(parent, 'SIGHUP');
        return new Promise((resolve) => signal.addEventListener('abort', () => process.kill(parent, 'SIGUSR2')));
      });
    `;
    const files = filesIn(PAGE);
    const folder = programsOf({ ...files, 'primes.ts': stages, 'worker.ts': files['pool-worker.ts'] ?? '', 'test.ts': test }, ['test', 'worker']);
    const { stdout } = await promisify(execFile)(process.execPath, ['test.js'], { cwd: folder });

    expect(stdout.trim().split('\n')).toEqual(['RemoteStageError STALLED', 'lives']);
  });
});
