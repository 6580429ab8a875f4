import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import v8 from 'node:v8';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import Keyv from 'keyv';
import { lastValueFrom, toArray } from 'rxjs';
import { pipeline, stage, storeCache, type Cache, type Outcome, type Store, type StoreCacheOptions } from 'rxjs-stages';
import { settings } from '../properties/settings';

/** Runs a stage over keys. @returns its outcomes, and the keys that it has requested */
async function run(cache: Cache, keys: readonly string[], answer: (key: string) => unknown = (key) => ({ key })): Promise<[Outcome[], string[]]> {
  const requested: string[] = [];
  const load = stage(
    'load',
    (key: string) => {
      requested.push(key);
      return Promise.resolve(answer(key));
    },
    { key: String, cache },
  );
  return [await lastValueFrom(pipeline(load)(keys).pipe(toArray())), requested];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const valuesIn = (outcomes: readonly Outcome[]): unknown[] =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason));

describe('storeCache', () => {
  it('stores answers, which another cache of the same store finds', async () => {
    const store = new Map<string, string>();

    expect((await run(storeCache(store), ['a', 'b']))[1]).toEqual(['a', 'b']);
    expect([...store]).toEqual([
      ['4 loada', '[{"key":"a"}]'],
      ['4 loadb', '[{"key":"b"}]'],
    ]);
    const [outcomes, requested] = await run(storeCache(store), ['b', 'c']);

    expect(requested).toEqual(['c']);
    expect(valuesIn(outcomes)).toEqual([{ key: 'b' }, { key: 'c' }]);
  });

  it('finds at once what a store returns at once', () => {
    const cache = storeCache(new Map([['p:1 skey', '[1,null]']]), { prefix: 'p:' });

    expect(cache.get('s', 'key')).toEqual([1, null]);
    expect(cache.get('s', 'other')).toBeUndefined();
    expect(cache.set('s', 'other', [])).toBeUndefined();
    expect(cache.get('s', 'other')).toEqual([]);
  });

  it('asks for what another prefix has stored', async () => {
    const store = new Map<string, string>();
    await run(storeCache(store, { prefix: 'v1:' }), ['a']);

    expect((await run(storeCache(store, { prefix: 'v2:' }), ['a']))[1]).toEqual(['a']);
    expect([...store.keys()]).toEqual(['v1:4 loada', 'v2:4 loada']);
  });

  it('hashes long names, each to one of its own', async () => {
    const store = new Map<string, string>();
    const keys = ['x'.repeat(10_000), `${'x'.repeat(9_999)}y`, 'ü'.repeat(496), 'ü'.repeat(491)];
    await run(storeCache(store, { prefix: 'p:' }), keys);

    const names = keys.map((key) => `p:4 load${key}`).map((name) => (name.length > 500 ? `p:sha256 ${sha256(name)}` : name));
    expect(new Set(store.keys())).toEqual(new Set(names));
    expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBeLessThan(1_978);
    expect((await run(storeCache(store, { prefix: 'p:' }), keys))[1]).toEqual([]);
  });

  it.each([
    ['undefined', { user: { age: undefined } }, 'values[0].user.age', 'undefined'],
    ['undefined in a hole', [1, , 2], 'values[0][1]', 'undefined'],
    ['a function', { then: 1, call: () => 1 }, 'values[0].call', 'a function'],
    ['a symbol', [Symbol('s')], 'values[0][0]', 'Symbol(s)'],
    ['a bigint', { id: 1n }, 'values[0].id', '1n'],
    ['NaN', { price: NaN }, 'values[0].price', 'NaN'],
    ['Infinity', [[Infinity]], 'values[0][0][0]', 'Infinity'],
    ['a Date', [{ at: new Date(0) }], 'values[0][0].at', 'a Date'],
    ['a Map', { by: new Map() }, 'values[0].by', 'a Map of 0'],
    ['a Set', new Set([1]), 'values[0]', 'a Set of 1'],
    ['bytes', Buffer.from('a'), 'values[0]', 'a Uint8Array of 1'],
  ])('refuses what JSON loses: %s', async (_, value, at, what) => {
    const store = new Map<string, string>();
    const [outcomes] = await run(storeCache(store), ['a'], () => value);

    expect(outcomes.at(-1)).toMatchObject({
      status: 'rejected',
      reason: new TypeError(
        `stage 'load': storeCache cannot store ${at}, because JSON would lose ${what}. Emit plain data, or pass a \`codec\` to storeCache`,
      ),
    });
    expect(store.size).toBe(0);
  });

  it('refuses a cycle', async () => {
    const node: Record<string, unknown> = {};
    node.self = { node };
    const [outcomes] = await run(storeCache(new Map()), ['a'], () => node);

    expect(outcomes.at(-1)).toMatchObject({ reason: { message: expect.stringContaining('values[0].self.node, because JSON would lose a cycle') } });
  });

  it('stores what survives JSON, and refuses everything else', () => {
    fc.assert(
      fc.property(fc.array(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true })), (given) => {
        const values = given.map(withoutNegativeZero);
        const cache = storeCache(new Map<string, string>());
        let refusal: unknown;
        try {
          void cache.set('s', 'k', values);
        } catch (error) {
          refusal = error;
        }

        expect(refusal instanceof TypeError).toBe(!survivesJson(values));
        expect(cache.get('s', 'k')).toEqual(refusal === undefined ? values : undefined);
      }),
      settings(500),
    );
  });

  it('stores by a codec what JSON would lose', async () => {
    const codec = { stringify: (values: unknown) => v8.serialize(values), parse: (bytes: unknown) => v8.deserialize(bytes as Buffer) as unknown[] };
    const cache = storeCache(new Map<string, Buffer>(), { codec });
    const value = { at: new Date(0), by: new Map([[1n, undefined]]) };
    await run(cache, ['a'], () => value);
    const [outcomes, requested] = await run(cache, ['a']);

    expect(requested).toEqual([]);
    expect(valuesIn(outcomes)).toEqual([value]);
  });

  it.each([
    ['throws', () => { throw new Error('full'); }, 'full'], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('full')), 'full'],
    ['returns false', () => false, "stage 'load': the store of storeCache did not store an answer: its set returned false"],
    ['resolves to false', () => Promise.resolve(false), "stage 'load': the store of storeCache did not store an answer: its set returned false"],
  ])('F1 rejects the branch, after its values, where set %s', async (_, set, message) => {
    const [outcomes] = await run(storeCache({ get: () => undefined, set }), ['a']);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.at(-1)).toMatchObject({ reason: { message } });
  });

  it('F1 rejects the branch where what is stored cannot be parsed', async () => {
    const [outcomes] = await run(storeCache(new Map([['4 loada', '{']])), ['a']);

    expect(outcomes).toMatchObject([{ status: 'rejected', reason: { name: 'SyntaxError' } }]);
  });

  it.each([
    ['no store', undefined, {}, 'storeCache: store must be an object with `get` and `set` (or `put`) methods, got undefined'],
    [
      'a store without set',
      { get: () => undefined },
      {},
      'storeCache: store must be an object with `get` and `set` (or `put`) methods, got an object',
    ],
    ['Keyv that hides failures', new Keyv(), {}, 'storeCache: this store hides its failures: create Keyv with `throwOnErrors: true`'],
    ['a wrong codec', new Map(), { codec: {} }, 'storeCache: codec must be an object with `stringify` and `parse` methods, got an object'],
    ['a wrong prefix', new Map(), { prefix: 1 }, 'storeCache: prefix must be a string, got 1'],
    ['an unknown option', new Map(), { ttl: 1 }, "storeCache: unknown option 'ttl': the options are codec, prefix"],
  ])('refuses %s', (_, store, options, message) => {
    expect(() => storeCache(store as Store, options as StoreCacheOptions)).toThrow(message);
  });
});

function survivesJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}

/** JSON has one zero. */
function withoutNegativeZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value === 0 ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutNegativeZero(member)]));
}

describe('storeCache on real stores', () => {
  it('Keyv', async () => {
    const store = new Keyv({ store: new Map(), throwOnErrors: true });
    await run(storeCache(store), ['a', 'b'], (key) => [key, null]);
    const [outcomes, requested] = await run(storeCache(store), ['a', 'b', 'c']);

    expect(requested).toEqual(['c']);
    expect(valuesIn(outcomes)).toEqual([['a', null], ['b', null], { key: 'c' }]);
  });

  it('Keyv, whose store fails', async () => {
    const failing = {
      get: () => undefined,
      set: () => Promise.reject(new Error('disk full')),
      delete: () => false,
      clear: () => undefined,
      opts: {},
    };
    const [outcomes] = await run(storeCache(new Keyv({ store: failing as never, throwOnErrors: true })), ['a']);

    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { message: 'disk full' } });
  });

  it('classic-level, closed and opened again', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'store-'));
    try {
      const first = new ClassicLevel(folder);
      await run(storeCache(first), ['a', 'x'.repeat(5_000)]);
      await first.close();
      const second = new ClassicLevel(folder);
      const [, requested] = await run(storeCache(second), ['a', 'x'.repeat(5_000), 'b']);
      await second.close();

      expect(requested).toEqual(['b']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
