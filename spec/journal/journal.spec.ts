import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import v8 from 'node:v8';
import { throwError } from 'rxjs';
import { listStage, pipeline, RemoteStageError, stage, type Outcome } from 'rxjs-stages';
import { journal, type Journal, type JournalOptions } from 'rxjs-stages/node';
import type { Sqlite } from '../../src/node/sqlite';
import { all } from '../support/consume';
import { bundle } from './bundle';
import { temporaryFolder } from './folder';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as Sqlite;

const open = new Set<Journal>();

afterEach(async () => {
  jest.restoreAllMocks();
  for (const each of open) await each.close();
  open.clear();
});

function opened(file: string, options?: JournalOptions): Journal {
  const made = journal(file, options);
  open.add(made);
  return made;
}

const newFile = (): string => path.join(temporaryFolder(), 'run.db');

const resultOf = (outcome: Outcome): unknown => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason);

/** Runs two stages without keys. @returns the results, and the inputs that were requested */
async function run(cache: Journal, roots: readonly number[], answer = (n: number): unknown => ({ n })): Promise<[unknown[], unknown[]]> {
  const requested: unknown[] = [];
  const list = listStage('list', (n: number) => (requested.push(n), Promise.resolve([n * 10, n * 10 + 1])), { cache });
  const item = stage('item', (n: number) => (requested.push(n), Promise.resolve(answer(n))), { cache });
  return [(await all(pipeline(list, item)(roots))).map(resultOf), requested];
}

/** Runs a stage that fails. @returns the reasons, and how many attempts were made */
async function fail(cache: Journal, reason: unknown): Promise<[unknown, number]> {
  let attempts = 0;
  const item = stage('item', () => throwError(() => (attempts++, reason)), { cache, retry: 1 });
  return [(await all(pipeline(item)([1]))).map(resultOf)[0], attempts];
}

describe('journal', () => {
  it('S3 serves another process what this one has stored, for stages without keys', async () => {
    const file = newFile();
    const first = journal(file);

    expect((await run(first, [1, 2]))[1]).toEqual([1, 2, 10, 11, 20, 21]);
    await first.close();
    // What SQLite needs beside the file is gone.
    expect(readdirSync(path.dirname(file))).toEqual(['run.db']);
    const [results, requested] = await run(opened(file), [1, 2, 3]);

    expect(results).toEqual([10, 11, 20, 21, 30, 31].map((n) => ({ n })));
    expect(requested).toEqual([3, 30, 31]);
  });

  it('S3 identifies branches by path and input: of equal inputs each has its own answer', async () => {
    const cache = opened(':memory:');

    expect((await run(cache, [1, 1]))[1]).toHaveLength(6);
    expect((await run(cache, [1, 1]))[1]).toEqual([]);
    // In another order they are others.
    expect((await run(cache, [2, 1]))[1]).toEqual([2, 20, 21]);
    expect((await run(cache, [1, 2]))[1]).toEqual([2, 20, 21]);
    expect(cache.identify({ id: 1 }, [0, 3])).toBe('0.3 {"id":1}');
  });

  it('serves a stage with a key by it, in whatever order', async () => {
    const cache = opened(':memory:');
    const requested: number[] = [];
    const user = stage('user', (id: number) => (requested.push(id), [id]), { key: String, cache });
    await all(user([1, 2]));

    expect((await all(user([3, 2, 1]))).map(resultOf)).toEqual([3, 2, 1]);
    expect(requested).toEqual([1, 2, 3]);
  });

  it('refuses an input that JSON would lose, and says where', async () => {
    const [outcome] = await all(pipeline(stage('item', () => [1], { cache: opened(':memory:') }))([{ at: new Date(0) }] as never));

    expect(outcome && resultOf(outcome)).toEqual(
      new TypeError('journal cannot tell inputs apart by input.at, because JSON would lose a Date. Give the stage a `key`'),
    );
  });

  it('refuses a value that JSON would lose, and says where', async () => {
    const [results] = await run(opened(':memory:'), [1], () => ({ at: new Date(0) }));

    expect(results[1]).toEqual(
      new TypeError("stage 'item': journal cannot store values[0].at, because JSON would lose a Date. Emit plain data, or pass a `codec` to journal"),
    );
  });

  it.each([
    ['bytes', { stringify: (values: unknown) => v8.serialize(values), parse: (encoded: unknown) => v8.deserialize(encoded as Buffer) as unknown[] }],
    [
      'text',
      {
        stringify: (values: unknown) => `\0\uD800${JSON.stringify(values)}`,
        parse: (encoded: unknown) => JSON.parse((encoded as string).slice(2)) as unknown[],
      },
    ],
  ])('stores what a codec makes of answers: %s', async (kind, codec) => {
    const file = newFile();
    const value = kind === 'bytes' ? { at: new Date(0) } : 1;
    const first = journal(file, { codec });
    await first.set('s', 'key', [value]);

    expect(first.get('s', 'key')).toEqual([value]);
    await first.close();
    expect(opened(file, { codec }).get('s', 'key')).toEqual([value]);
  });

  it('treats JSON as the codec like the default', async () => {
    const file = newFile();
    const first = journal(file, { codec: JSON });
    await first.set('s', 'key', [{ n: 1 }]);

    expect(() => first.set('s', 'lost', [new Date(0)])).toThrow('journal cannot store values[0], because JSON would lose a Date');
    await first.close();
    expect(opened(file).get('s', 'key')).toEqual([{ n: 1 }]);
  });

  it('refuses what a codec makes if JSON would lose it', () => {
    const cache = opened(':memory:', { codec: { stringify: () => new Map(), parse: () => [] } });

    expect(() => cache.set('s', 'key', [])).toThrow(
      new TypeError(
        "stage 's': journal cannot store what `codec.stringify` returns, because JSON would lose a Map of 0. Emit plain data, or pass a `codec` to journal",
      ),
    );
  });

  it('tells apart names that are long, have a zero, or are no Unicode', async () => {
    const cache = opened(':memory:');
    const keys = ['', 'a', 'a\0b', 'a\0c', '\uD800', '\uD801', '\uFFFD', `${'x'.repeat(5_000)}1`, `${'x'.repeat(5_000)}2`];
    await Promise.all(keys.map((key, index) => cache.set('s', key, [index])));

    expect(keys.map((key) => cache.get('s', key))).toEqual(keys.map((_, index) => [index]));
    expect([cache.get('s', 'b'), cache.get('sa', ''), cache.get('', 'sa')]).toEqual([undefined, undefined, undefined]);
  });

  it('finds an answer before it is written', async () => {
    const cache = opened(':memory:');
    const written = cache.set('s', 'key', [1]);

    expect(cache.get('s', 'key')).toEqual([1]);
    await written;
    expect(cache.get('s', 'key')).toEqual([1]);
  });

  it('writes what one turn of the event loop stores in one transaction', async () => {
    const file = newFile();
    const cache = opened(file, { failures: 'keep' });
    const exec = jest.spyOn(DatabaseSync.prototype as ReturnType<typeof openDatabase>, 'exec');
    const other = openDatabase(file);
    const rows = other.prepare('SELECT count(*) AS count FROM entries');
    const sets = Array.from({ length: 100 }, (_, n) => cache.set('s', String(n), [n]));
    await Promise.resolve();
    sets.push(cache.setFailure?.('s', 'no', 'gone') as Promise<void>);

    expect(rows.get()).toEqual({ count: 0 });
    await Promise.all(sets);
    expect(rows.get()).toEqual({ count: 101 });
    await cache.set('s', '0', [1]);
    expect(exec.mock.calls.map(([sql]) => sql)).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
    other.close();
  });

  it('writes what is pending when it is closed, and is of no use afterwards', async () => {
    const file = newFile();
    const cache = journal(file);
    const written = cache.set('s', 'key', [1]);
    await cache.close();
    await written;
    await cache.close();

    const closed = new Error(`journal: '${file}' is closed: close it when the runs that use it have ended`);
    expect(() => cache.get('s', 'key')).toThrow(closed);
    expect(() => cache.set('s', 'key', [1])).toThrow(closed);
    expect(opened(file).get('s', 'key')).toEqual([1]);
  });

  it('is closed by `await using`', async () => {
    const cache = journal(newFile());
    await cache[Symbol.asyncDispose]();

    expect(() => cache.get('s', 'key')).toThrow(/ is closed: /);
  });

  it.each([
    ['process', 1],
    ['power', 2],
  ] as const)('is durable as it is told: %s', (durable, synchronous) => {
    const exec = jest.spyOn(DatabaseSync.prototype as ReturnType<typeof openDatabase>, 'exec');
    opened(newFile(), { durable });
    const [database] = exec.mock.contexts as unknown as readonly ReturnType<typeof openDatabase>[];

    expect(database?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous });
    expect(database?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });
});

describe('failures', () => {
  it('are retried by a run that is resumed', async () => {
    const cache = opened(':memory:');
    const reason = new Error('gone');

    expect(cache).not.toHaveProperty('setFailure');
    expect(await fail(cache, reason)).toEqual([reason, 2]);
    expect(await fail(cache, reason)).toEqual([reason, 2]);
  });

  it('S3 are thrown again without a request, if they are kept', async () => {
    const file = newFile();
    const reason = Object.assign(new RangeError('gone', { cause: 'why' }), { code: 'E_GONE' });
    const first = journal(file, { failures: 'keep' });
    expect(await fail(first, reason)).toEqual([reason, 2]);
    await first.close();
    const [again, attempts] = await fail(opened(file, { failures: 'keep' }), reason);

    expect(attempts).toBe(0);
    expect(again).toBeInstanceOf(Error);
    expect(again).toMatchObject({ name: 'RangeError', message: 'gone', code: 'E_GONE', cause: 'why', stack: reason.stack });
  });

  it('that were kept are retried by a run that does not keep them, and give way to its answer', async () => {
    const file = newFile();
    const first = journal(file, { failures: 'keep' });
    await fail(first, 'gone');
    await first.close();
    const second = journal(file);
    expect((await all(pipeline(stage('item', () => [7], { cache: second }))([1]))).map(resultOf)).toEqual([7]);
    await second.close();

    expect(await fail(opened(file, { failures: 'keep' }), 'gone')).toEqual([7, 0]);
  });

  it.each([
    ['CLOSED', 1],
    ['UNKNOWN_STAGE', 1],
    ['FAILED', 1],
    ['STALLED', 0],
  ] as const)('of a queue are kept only if the input may be why: %s', async (code, attempts) => {
    const file = newFile();
    const reason = new RemoteStageError(code, 'item', 'no answer');
    const first = journal(file, { failures: 'keep' });
    expect(await fail(first, reason)).toEqual([reason, 1]);
    await first.close();

    expect(await fail(opened(file, { failures: 'keep' }), reason)).toMatchObject([{ name: 'RemoteStageError', code }, attempts]);
  });

  it('that JSON would lose are not kept, and are retried', async () => {
    const cache = opened(':memory:', { failures: 'keep' });
    const reason = { at: new Date(0) };

    expect(await fail(cache, reason)).toEqual([reason, 2]);
    expect(await fail(cache, reason)).toEqual([reason, 2]);
  });
});

describe('a file', () => {
  it('of another version is refused, and left as it is', async () => {
    const file = newFile();
    const first = journal(file, { version: '1' });
    await first.set('s', 'key', [1]);
    await first.close();

    expect(() => journal(file, { version: '2' })).toThrow(
      `journal: cannot use the file '${file}': its version is '1', and '2' is needed. Use another file, or delete this one`,
    );
    expect(opened(file, { version: '1' }).get('s', 'key')).toEqual([1]);
  });

  it('of another format is refused', async () => {
    const file = newFile();
    await journal(file).close();
    const database = openDatabase(file);
    database.exec("UPDATE rxjs_stages_journal SET value = '2' WHERE name = 'format'");
    database.close();

    expect(() => journal(file)).toThrow(
      `journal: cannot use the file '${file}': its format is '2', and '1' is needed. Use another file, or delete this one`,
    );
  });

  it('of another application is refused, and left as it is', () => {
    const file = newFile();
    const database = openDatabase(file);
    database.exec('CREATE TABLE meta (id)');

    expect(() => journal(file)).toThrow(`journal: cannot use the file '${file}': it is no journal. Use another file`);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    database.close();
    writeFileSync(file, 'no database, but long enough to be taken for one'.repeat(100));
    expect(() => journal(file)).toThrow(`journal: cannot use the file '${file}': file is not a database`);
  });

  it('that cannot be made is refused', () => {
    const file = path.join(temporaryFolder(), 'none', 'run.db');

    expect(() => journal(file)).toThrow(`journal: cannot use the file '${file}': unable to open database file`);
  });

  it('waits for a process that makes it at the same time', () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
    const { exec } = DatabaseSync.prototype as ReturnType<typeof openDatabase>;
    const refused = Object.assign(new Error('database is locked'), { errcode: 5 });
    let refusals = 0;
    jest.spyOn(DatabaseSync.prototype as ReturnType<typeof openDatabase>, 'exec').mockImplementation(function (this: unknown, sql) {
      if (sql.includes('WAL') && refusals++ < 3) throw refused;
      exec.call(this as never, sql);
    });

    expect(opened(newFile()).get('stage', 'key')).toBeUndefined();
    expect(refusals).toBe(4);
  });

  it('may be used by several processes, which see what the others have stored', async () => {
    const file = newFile();
    const program = await bundle('writer.ts');
    await Promise.all(Array.from({ length: 8 }, (_, id) => promisify(execFile)(process.execPath, [program, file, String(id)])));
    const cache = opened(file);

    for (let id = 0; id < 8; id++) {
      for (let n = 0; n < 50; n++) expect(cache.get('s', `${String(id)} ${String(n)}`)).toEqual([id, n]);
    }
  });
});

function openDatabase(file: string): InstanceType<Sqlite['DatabaseSync']> {
  return new DatabaseSync(file);
}
