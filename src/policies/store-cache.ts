import { check, has, readOptions, STRING, type Rule } from '../check.js';
import { quote } from '../quote.js';
import { storedName } from './answer-name.js';
import type { Answer, Cache } from './cache.js';
import { jsonLoss } from './json-loss.js';

/**
 * Where {@link storeCache} keeps answers: a `Map`, Keyv, a Redis client, a database of classic-level or lmdb, or anything else
 * that has these methods. They return at once or by a promise.
 */
export type Store = StoreWithSet | StoreWithPut;

interface StoreWithGet {
  /** @returns what was stored under a name; `undefined` or `null` if nothing was */
  get(name: string): unknown;
}

interface StoreWithSet extends StoreWithGet {
  /** Stores what the codec makes of an answer. `false`, also by a promise, says that it failed. */
  set(name: string, encoded: unknown): unknown;
}

interface StoreWithPut extends StoreWithGet {
  /** As `set`. */
  put(name: string, encoded: unknown): unknown;
}

/** Turns answers into what a store can hold, and back. `JSON` is one. */
export interface Codec {
  stringify(values: Answer): unknown;
  parse(encoded: unknown): Answer;
}

/** Options of {@link storeCache}. */
export interface StoreCacheOptions {
  /**
   * Turns answers into what the store can hold, and back.
   *
   * @default JSON, which refuses what it would lose
   */
  readonly codec?: Codec | undefined;
  /**
   * Begins the names of all answers. Change it when the form of answers changes, or to share a store.
   *
   * @default ''
   */
  readonly prefix?: string | undefined;
}

const RULES: Readonly<Record<keyof StoreCacheOptions, Rule>> = {
  codec: ['an object with stringify and parse', (value) => has(value, 'stringify') && has(value, 'parse')],
  prefix: STRING,
};

const STORE: Rule = ['an object with get, and with set or put', (value) => has(value, 'get') && (has(value, 'set') || has(value, 'put'))];

/**
 * Makes a cache of a store, so that answers outlive a run, or a process.
 *
 * - The name of an answer is made of `prefix`, the stage's name and the branch's key. A long name is replaced by its SHA-256.
 * - What JSON would lose (`undefined`, a `Date`, a `Map` …) is a `TypeError` that says where it is, and so a rejection of the branch.
 *   Give a `codec` to store such values.
 * - A store that fails is a rejection of the branch. Keyv hides the failures of its stores unless `throwOnErrors` is set, and is
 *   refused without.
 *
 * Use when answers are worth keeping longer than a process lives. Prefer {@link memoryCache} when they are not.
 *
 * @example
 * ```ts
 * import { pipeline, stage, storeCache } from 'rxjs-stages';
 *
 * const answers = new Map<string, string>(); // or new Keyv({ store, throwOnErrors: true }), or new ClassicLevel('answers')
 * const cache = storeCache(answers, { prefix: 'v1:' });
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`).then((answer) => answer.json() as unknown), { key: String, cache });
 *
 * pipeline(user)([1, 2, 1]).subscribe({ complete: () => console.log(answers.size) }); // 2
 * ```
 *
 * @param store - where answers are stored
 * @param options - how they are written, and what their names begin with
 * @throws TypeError if the store has not the methods, hides its failures, or an option is invalid
 */
export function storeCache(store: Store, options: StoreCacheOptions = {}): Cache {
  check('storeCache: store', STORE, store);
  if ((store as { readonly throwOnErrors?: unknown }).throwOnErrors === false) {
    throw new TypeError('storeCache: this store hides its failures: create Keyv with `throwOnErrors: true`');
  }
  const { codec, prefix } = readOptions<Required<{ codec: Codec; prefix: string }>>('storeCache', options, RULES, { codec: JSON, prefix: '' });
  const write = (name: string, encoded: unknown): unknown => ('set' in store ? store.set(name, encoded) : store.put(name, encoded));
  const parse = (encoded: unknown): Answer | undefined => (encoded === undefined || encoded === null ? undefined : codec.parse(encoded));

  return {
    get: (stage, key) => then(storedName(prefix, stage, key), (name) => then(store.get(name), parse)) as ReturnType<Cache['get']>,
    set(stage, key, values) {
      const loss = codec === JSON ? jsonLoss(values, 'values') : undefined;
      if (loss !== undefined) {
        throw new TypeError(
          `stage ${quote(stage)}: storeCache cannot store ${loss.at}, because JSON would lose ${loss.what}. Emit plain data, or give storeCache a \`codec\``,
        );
      }
      const encoded = codec.stringify(values);
      return then(storedName(prefix, stage, key), (name) =>
        then(write(name, encoded), (result) => {
          if (result === false) throw new Error(`stage ${quote(stage)}: the store of storeCache did not store an answer: its set returned false`);
        }),
      ) as void | PromiseLike<void>;
    },
  };
}

/** Goes on with a value, or with what a promise resolves to. */
function then<T>(value: unknown, goOn: (value: never) => T): T | Promise<T> {
  return has(value, 'then') ? Promise.resolve(value).then(goOn) : goOn(value as never);
}
