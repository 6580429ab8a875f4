import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { createLRU } from 'lru.min';
import { brand } from '../brand.js';
import { count, readOptions, SCHEDULER, type Rule } from '../check.js';
import { answerName } from './answer-name.js';
import type { Answer, Cache } from './cache.js';
import { Clock } from './clock.js';

/** The options of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /**
   * How many answers it stores: an integer >= 1, or `Infinity` for no bound. When it is full, a new
   * answer replaces the least recently used one.
   *
   * @default 1_000
   */
  readonly max?: number | undefined;
  /**
   * How long an answer is valid, in ms: a number > 0.
   *
   * @default Infinity
   */
  readonly ttl?: number | undefined;
  /**
   * The cache's clock.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
}

/** All options, with the defaults filled in. */
type Settings = Required<{ readonly [Option in keyof MemoryCacheOptions]: NonNullable<MemoryCacheOptions[Option]> }>;

const RULES: Readonly<Record<keyof MemoryCacheOptions, Rule>> = {
  max: count(1),
  ttl: ['a number of ms > 0', (value) => typeof value === 'number' && value > 0],
  scheduler: SCHEDULER,
};

/**
 * The initial capacity. The store allocates its whole capacity at once, so it grows only when it is
 * full.
 */
const ROOM = 256;

/** A cache that stores answers in memory; made by {@link memoryCache}. */
export class MemoryCache implements Cache {
  static {
    brand(this.prototype);
  }

  readonly #max: number;
  readonly #ttl: number;
  readonly #clock: Clock;
  readonly #kept;

  private constructor({ max, ttl, scheduler }: Settings) {
    this.#max = max;
    this.#ttl = ttl;
    this.#clock = new Clock(scheduler);
    this.#kept = createLRU<string, { readonly values: Answer; readonly until: number }>({ max: Math.min(max, ROOM) });
  }

  /**
   * @internal Called by {@link memoryCache}. The constructor is private, so that no dependency
   *   injection container calls it by mistake.
   */
  static create(settings: Settings): MemoryCache {
    return new MemoryCache(settings);
  }

  /**
   * How many answers are stored. Some may have expired: they are removed when they are looked up or
   * replaced.
   */
  get size(): number {
    return this.#kept.size;
  }

  get(stage: string, key: string): Answer | undefined {
    const name = answerName(stage, key);
    const kept = this.#kept.get(name);
    if (kept === undefined || this.#clock.now() < kept.until) return kept?.values;
    this.#kept.delete(name);
    return undefined;
  }

  set(stage: string, key: string, values: Answer): void {
    const kept = this.#kept;
    if (kept.available === 0 && kept.max < this.#max) kept.resize(Math.min(this.#max, kept.max * 2));
    kept.set(answerName(stage, key), { values, until: this.#clock.now() + this.#ttl });
  }

  /** Removes all answers. */
  clear(): void {
    this.#kept.clear();
  }
}

/**
 * Creates a cache that stores answers in memory and replaces the least recently used one first.
 *
 * A stage with a `key` looks up each branch there. It delivers what it finds at once, without an
 * attempt. Stages and pipelines may share a cache. A cache that outlives a run serves later runs,
 * too.
 *
 * Use when the same things are requested repeatedly; a `key` without a cache is enough to share
 * simultaneous requests within a run.
 *
 * @example
 * ```ts
 * import { memoryCache, pipeline, stage } from 'rxjs-stages';
 *
 * const cache = memoryCache({ max: 10_000, ttl: 60_000 });
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`).then((answer) => answer.json() as unknown), { key: String, cache });
 *
 * pipeline(user)([1, 2, 1]).subscribe({ complete: () => console.log(cache.size) }); // 2
 * ```
 *
 * @param options - how many answers it stores, for how long, and its clock
 * @returns a cache, for the option `cache` of stages
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function memoryCache(options: MemoryCacheOptions = {}): MemoryCache {
  return MemoryCache.create(readOptions('memoryCache', options, RULES, { max: 1_000, ttl: Infinity, scheduler: asyncScheduler }));
}
