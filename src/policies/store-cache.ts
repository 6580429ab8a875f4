import { check, has, readOptions, STRING, type Rule } from '../check.js';
import { quote } from '../quote.js';
import { storedName } from './answer-name.js';
import type { Answer, Cache } from './cache.js';
import { jsonLoss } from './json-loss.js';

/**
 * The store of a {@link storeCache}: a `Map`, Keyv, a Redis client, a database of classic-level or
 * lmdb, or anything else with these methods. They may return their result or a promise of it.
 */
export type Store = StoreWithSet | StoreWithPut;

interface StoreWithGet {
  /** @returns what was stored under the name; `undefined` or `null` if there is nothing */
  get(name: string): unknown;
}

interface StoreWithSet extends StoreWithGet {
  /** Stores an encoded answer. `false`, or a promise of it, means that storing failed. */
  set(name: string, encoded: unknown): unknown;
}

interface StoreWithPut extends StoreWithGet {
  /** As `set`. */
  put(name: string, encoded: unknown): unknown;
}

/** Encodes answers for a store, and decodes them. `JSON` is one. */
export interface Codec {
  stringify(values: Answer): unknown;
  parse(encoded: unknown): Answer;
}

/** The options of {@link storeCache}. */
export interface StoreCacheOptions {
  /**
   * Encodes answers for the store, and decodes them.
   *
   * @default JSON, which refuses values that it would lose
   */
  readonly codec?: Codec | undefined;
  /**
   * The beginning of the names of all answers. Change it when the format of answers changes, or to
   * share a store with others.
   *
   * @default ''
   */
  readonly prefix?: string | undefined;
}

export const CODEC: Rule = ['an object with `stringify` and `parse` methods', (value) => has(value, 'stringify') && has(value, 'parse')];

const RULES: Readonly<Record<keyof StoreCacheOptions, Rule>> = {
  codec: CODEC,
  prefix: STRING,
};

const STORE: Rule = ['an object with `get` and `set` (or `put`) methods', (value) => has(value, 'get') && (has(value, 'set') || has(value, 'put'))];

/**
 * Creates a cache that keeps answers in a store, so that they outlive a run, or a process.
 *
 * - Names: the name of an answer consists of `prefix`, the stage's name and the branch's key. A
 *   long name is replaced by its SHA-256.
 * - Encoding: a value that JSON would lose (`undefined`, a `Date`, a `Map` …) rejects the branch
 *   with a `TypeError` that says where it is. Use a `codec` to store such values.
 * - Failure: an error of the store rejects the branch. Keyv hides the errors of its stores unless
 *   `throwOnErrors` is set, and is refused without it.
 *
 * Use when answers should outlive the process; prefer {@link memoryCache} when they need not.
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
 * @param options - how answers are encoded, and the beginning of their names
 * @returns a cache, for the option `cache` of stages
 * @throws TypeError if the store lacks the methods or hides its errors, or if an option is invalid;
 *   the message names it and quotes its value
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
      if (codec === JSON) refuseLoss('storeCache', stage, values, 'values');
      const encoded = codec.stringify(values);
      return then(storedName(prefix, stage, key), (name) =>
        then(write(name, encoded), (result) => {
          if (result === false) throw new Error(`stage ${quote(stage)}: the store of storeCache did not store an answer: its set returned false`);
        }),
      ) as void | PromiseLike<void>;
    },
  };
}

/**
 * @param call - what stores the value
 * @param at - where the value is, for the message
 * @throws TypeError if JSON would lose a part of a value
 */
export function refuseLoss(call: string, stage: string, value: unknown, at: string): void {
  const loss = jsonLoss(value, at);
  if (loss === undefined) return;
  throw new TypeError(
    `stage ${quote(stage)}: ${call} cannot store ${loss.at}, because JSON would lose ${loss.what}. Emit plain data, or pass a \`codec\` to ${call}`,
  );
}

/** Continues with a value, or with what a promise resolves to. */
function then<T>(value: unknown, goOn: (value: never) => T): T | Promise<T> {
  return has(value, 'then') ? Promise.resolve(value).then(goOn) : goOn(value as never);
}
