import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { remote, stage } from 'rxjs-stages';
import { jobQueue, serve, type JobQueueOptions } from 'rxjs-stages/bullmq';
import { programsOf } from '../docs/programs';
import { examplesIn, filesIn } from '../docs/run';
import { end } from './support/processes';
import { SERVERS, unique, urlOf } from './support/workers';

const PAGE = readFileSync(path.join(__dirname, '../../docs/guide/distributed.md'), 'utf8');
const FILES = filesIn(PAGE);

/** Stands for the API of the page: users with two posts, each with five comments. The third user does not exist. */
const API = `
  import { appendFileSync } from 'node:fs';
  globalThis.fetch = async (url) => {
    const path = new URL(url).pathname.slice(1);
    appendFileSync(process.env.REQUESTS, path + '\\n');
    const [, id, list] = path.split('/');
    if (path === 'users/3/posts') return new Response('', { status: 404 });
    return Response.json(Array.from({ length: list === 'posts' ? 2 : 5 }, (_, index) => ({ id: 10 * id + index, title: 'title ' + id + index })));
  };
`;

const running = new Set<ChildProcess>();

afterEach(async () => {
  await Promise.all([...running].map((child) => end(child, 'SIGKILL')));
  running.clear();
});

/** Starts a program, and waits until it has printed something. */
async function start(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  await once(child.stdout, 'data');
  return child;
}

/** The only example of the page that has a text in it. */
function exampleWith(text: string): string {
  const found = examplesIn(PAGE).filter(([code]) => code.includes(text));
  expect(found).toHaveLength(1);
  return found[0]?.[0] ?? '';
}

/** Runs a stage remotely, with both sides in this process. */
async function squared(options: Omit<JobQueueOptions, 'queue'>): Promise<unknown[]> {
  const square = stage('square', (n: number) => Promise.resolve(n * n));
  const name = unique('squares');
  const worker = await serve([square], { ...options, queue: name });
  const queue = await jobQueue({ ...options, queue: name });
  const values: unknown[] = [];
  for await (const outcome of remote(square, queue)([2, 3])) values.push(outcome.status === 'fulfilled' ? outcome.value : outcome.reason);
  await Promise.all([queue.close(), worker.close()]);
  return values.sort();
}

describe.each(SERVERS)('the files of docs/guide/distributed.md on %s', (_, variable) => {
  it('print what they should, make no request twice that has succeeded, and end with SIGTERM', async () => {
    const folder = programsOf(FILES, ['worker', 'producer']);
    writeFileSync(path.join(folder, 'api.js'), API);
    const log = path.join(folder, 'requests');
    const env = { ...process.env, QUEUE_URL: urlOf(variable), REQUESTS: log };
    const workers = await Promise.all([1, 2].map(() => start(folder, ['--import', './api.js', 'worker.js'], env)));
    const comments = ['10', '11', '20', '21'];
    const requested: string[][] = [];

    for (let time = 0; time < 2; time++) {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['producer.js'], { cwd: folder, env });
      const before = requested.flat().length;
      requested.push(readFileSync(log, 'utf8').trim().split('\n').slice(before));

      expect(stdout.trim().split('\n').sort()).toEqual(comments.map((id) => `title ${id} 5`));
      expect(stderr).toMatch(/^posts Error: users\/3\/posts: 404$/m);
    }
    const all = ['users/1/posts', 'users/2/posts', 'users/3/posts', ...comments.map((id) => `posts/${id}/comments`)];
    expect(requested.map((paths) => paths.sort())).toEqual([all.sort(), ['users/3/posts']]);

    const codes = workers.map((worker) => once(worker, 'exit'));
    for (const worker of workers) worker.kill('SIGTERM');
    expect(await Promise.all(codes)).toEqual([[0, null], [0, null]]); // prettier-ignore
  });
});

it('docs/guide/distributed.md has a worker that closes with a grace of its own', async () => {
  const code = exampleWith('signals: []')
    .replace('redis://localhost', urlOf('REDIS_URL'))
    .replace('await worker.closed', "console.log('ready');\nawait worker.closed");
  const folder = programsOf({ 'worker.ts': code }, ['worker']);
  const worker = await start(folder, ['worker.js'], {});
  const exited = once(worker, 'exit');
  worker.kill('SIGTERM');

  expect(await exited).toEqual([0, null]);
});

it('docs/guide/distributed.md names the rights that a user of Redis needs', async () => {
  const [, command = ''] = /`(ACL SETUSER [^`]*)`/.exec(PAGE) ?? [];
  const url = new URL(urlOf('REDIS_URL'));
  const admin = new Redis(url.href);
  const [name = '', ...args] = command.split(' ');
  await admin.call(name, ...args);
  Object.assign(url, { username: 'comments', password: 'secret' });

  expect(await squared({ connection: url.href })).toEqual([4, 9]);
  await admin.call('ACL', 'DELUSER', 'comments');
  await admin.quit();
});

it('docs/guide/distributed.md names the rights that a role of PostgreSQL needs', async () => {
  const [, options = ''] = /connectionString: 'postgres:\/\/app@localhost\/mydb', (.*) \}/.exec(PAGE) ?? [];
  expect(options).toBe("schema: 'jobs', migrate: false, max: 5");
  const url = new URL(urlOf('POSTGRES_URL'));
  const connection = { schema: 'jobs', max: 5 };
  expect(await squared({ connection: { connectionString: url.href, ...connection } })).toEqual([4, 9]);
  for (const command of [
    'CREATE ROLE app LOGIN',
    'GRANT USAGE, CREATE ON SCHEMA jobs TO app',
    'GRANT ALL ON ALL TABLES IN SCHEMA jobs TO app',
    'GRANT ALL ON ALL SEQUENCES IN SCHEMA jobs TO app',
  ]) {
    execFileSync('psql', [url.href, '--quiet', '--command', command]);
  }
  url.username = 'app';

  expect(await squared({ connection: { connectionString: url.href, ...connection, migrate: false } })).toEqual([4, 9]);
});

it('docs/guide/distributed.md has an adapter for pg-boss that works', async () => {
  const test = `
    import { remote, stage } from 'rxjs-stages';
    import { bossQueue, startBoss } from './boss-queue.js';
    const boss = await startBoss(process.env.DATABASE_URL, 'squares');
    const queue = bossQueue(boss, 'squares');
    const square = stage('square', () => Promise.resolve(0));
    for await (const o of remote(square, queue)([2, 3, -1])) console.log(o.status === 'fulfilled' ? o.value : o.reason.message + ' ' + o.reason.code);
    const hanging = remote(square, queue)([0]).subscribe();
    const jobs = async () => (await boss.findJobs('squares')).map(({ state }) => state).join();
    while ((await jobs()) !== 'active') await new Promise((resolve) => setTimeout(resolve, 50));
    hanging.unsubscribe();
    while ((await jobs()) !== '') await new Promise((resolve) => setTimeout(resolve, 50));
    await queue.close();
  `;
  const project = `n < 0 ? Promise.reject(Object.assign(new Error('negative'), { code: 'NEGATIVE' }))
    : n > 0 ? Promise.resolve(n * n)
    : new Promise<number>((_, reject) => signal.addEventListener('abort', () => { console.log('aborted'); reject(signal.reason); }))`;
  const worker = FILES['boss-worker.ts'] ?? '';
  const changed = worker.replace('(n: number) => Promise.resolve(n * n)', `(n: number, { signal }) => ${project}`);
  expect(changed).not.toBe(worker);
  const files = { ...FILES, 'worker.ts': `${changed}\nconsole.log('ready');`, 'test.ts': test };
  const folder = programsOf(files, ['worker', 'test']);
  const env = { ...process.env, DATABASE_URL: urlOf('POSTGRES_URL') };
  const child = await start(folder, ['worker.js'], env);
  const aborted = once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  const { stdout } = await promisify(execFile)(process.execPath, ['test.js'], { cwd: folder, env });

  expect(stdout.trim().split('\n').sort()).toEqual(['4', '9', 'negative NEGATIVE']);
  expect(String((await aborted)[0])).toBe('aborted\n');
});
