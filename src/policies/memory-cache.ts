import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { createLRU } from 'lru.min';
import { brand } from '../brand.js';
import { count, readOptions, SCHEDULER, type Rule } from '../check.js';
import { answerName } from './answer-name.js';
import type { Answer, Cache } from './cache.js';
import { Clock } from './clock.js';

/** What {@link memoryCache} can be given. */
export interface MemoryCacheOptions {
  /**
   * How many answers it keeps, 1 or more; `Infinity` for no bound. One more takes the place of the one that nobody has asked for longest.
   *
   * @default 1_000
   */
  readonly max?: number | undefined;
  /**
   * For how long an answer is good, in ms.
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

/** All of them, those that were not given by default. */
type Settings = Required<{ readonly [Option in keyof MemoryCacheOptions]: NonNullable<MemoryCacheOptions[Option]> }>;

const RULES: Readonly<Record<keyof MemoryCacheOptions, Rule>> = {
  max: count(1),
  ttl: ['a number of ms > 0', (value) => typeof value === 'number' && value > 0],
  scheduler: SCHEDULER,
};

/** For how many answers there is room at first: the store reserves all the room it is given, so it is given more only when that is full. */
const ROOM = 256;

/** Keeps answers in memory; made by {@link memoryCache}. */
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

  /** @internal What {@link memoryCache} calls: the constructor is private, so that no container of dependencies calls it by mistake. */
  static create(settings: Settings): MemoryCache {
    return new MemoryCache(settings);
  }

  /** How many answers it keeps. Some may be too old: they are removed when they are asked for, or in their turn. */
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

  /** Forgets all answers. */
  clear(): void {
    this.#kept.clear();
  }
}

/**
 * Makes a cache that keeps answers in memory, the least recently used to be replaced first.
 *
 * A stage with a `key` looks its answers up there, and what it finds it delivers at once, without an attempt. Stages and pipelines may share one, and a cache that
 * lives longer than a run serves the next.
 *
 * Use when the same things are asked for again and again; a `key` without a cache is enough to share what is asked for at the same time within a run.
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
 * @param options - how many answers it keeps, for how long, and its clock
 * @throws TypeError, RangeError if an option is no good
 */
export function memoryCache(options: MemoryCacheOptions = {}): MemoryCache {
  return MemoryCache.create(readOptions('memoryCache', options, RULES, { max: 1_000, ttl: Infinity, scheduler: asyncScheduler }));
}
