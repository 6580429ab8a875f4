import { asyncScheduler } from 'rxjs';
import { brand } from '../../brand.js';
import { check, FUNCTION, MILLISECONDS, readOptions, type Rule } from '../../check.js';
import { AT_ONCE, checkReturned } from '../check-returned.js';
import { Clock } from '../clock.js';
import { schedule, type Task } from '../trampoline.js';
import type { KeyedLimit } from './keyed-limit.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

const NEW_LIMIT: Rule = ['a new limit each time', (value) => value instanceof Limit && value.onRest === undefined];

/**
 * How many old groups are checked for each group that is created or comes to rest: more than one,
 * so that all are checked eventually.
 */
const LOOKS = 2;

/** One limit for each group of inputs; made by {@link perKey}. */
export class PerKey {
  static {
    brand(this.prototype);
  }

  readonly #create: () => Limit;
  readonly #clock: Clock;
  readonly #groups = new Map<unknown, Limit>();
  /** The keys of groups that may be forgotten, the one that was checked longest ago first. */
  readonly #resting = new Set<unknown>();
  #looks = 0;
  #pausedUntil = -Infinity;

  private constructor(create: () => Limit, { scheduler = asyncScheduler }: LimitOptions) {
    this.#create = create;
    this.#clock = new Clock(scheduler);
  }

  /**
   * @internal Called by {@link perKey}. The constructor is private, so that no dependency injection
   *   container calls it by mistake.
   */
  static create(create: () => Limit, options: LimitOptions): PerKey {
    return new PerKey(create, options);
  }

  /** How many attempts hold a limit, over all groups. */
  get active(): number {
    return this.#sum('active');
  }

  /** How many branches and suspended attempts wait, over all groups. */
  get waiting(): number {
    return this.#sum('waiting');
  }

  /**
   * How many groups are remembered. Some may be idle: they are forgotten when others are created or
   * come to rest.
   */
  get size(): number {
    return this.#groups.size;
  }

  /**
   * Groups inputs by a key. The result is what a stage or a pipeline takes as `limit`.
   *
   * @param keyOf - returns an input's group, not a promise of it. Keys that are equal as in a `Map`
   *   are one group, in all stages and pipelines
   * @returns a function that returns the limit of an input
   * @throws TypeError if `keyOf` is not a function
   */
  by<I>(keyOf: (input: I) => unknown): KeyedLimit<I> {
    check('by: keyOf', FUNCTION, keyOf);
    return brand((input: I) => {
      const key = keyOf(input);
      checkReturned('by: the result of keyOf', AT_ONCE, key);
      return this.#limitOf(key);
    });
  }

  /**
   * Pauses all groups, including those created meanwhile: nothing starts or goes on; attempts in
   * flight continue. A pause that lasts longer is not shortened.
   *
   * @param ms - the duration from now, in ms; `Infinity` until {@link resume}
   * @throws TypeError, RangeError if `ms` is not a number >= 0
   */
  pauseFor(ms: number): void {
    check('pauseFor: ms', MILLISECONDS, ms);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
    for (const limit of this.#groups.values()) limit.pauseFor(ms);
  }

  /** Ends the pauses of all groups immediately. */
  resume(): void {
    this.#pausedUntil = -Infinity;
    // Whatever goes on may create and forget groups.
    for (const limit of [...this.#groups.values()]) limit.resume();
  }

  #limitOf(key: unknown): Limit {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const limit = this.#create();
    checkReturned('perKey: the result of create', NEW_LIMIT, limit);
    const pause = this.#pausedUntil - this.#clock.now();
    if (pause > 0) limit.pauseFor(pause);
    limit.onRest = () => {
      this.#rests(key);
    };
    this.#groups.set(key, limit);
    this.#rests(key);
    return limit;
  }

  /**
   * Nothing holds a group's limit. It may be forgotten only when no run is in its loop: until then
   * one may be about to acquire it.
   */
  #rests(key: unknown): void {
    this.#resting.add(key);
    this.#looks += LOOKS;
    schedule(this.#sweeper);
  }

  readonly #sweeper: Task = {
    drain: () => {
      for (const key of this.#resting) {
        if (this.#looks-- === 0) break;
        this.#resting.delete(key);
        const limit = this.#groups.get(key) as Limit;
        if (limit.idle) {
          this.#groups.delete(key);
          limit.onRest = undefined;
        } else if (limit.resting) this.#resting.add(key);
      }
      this.#looks = 0;
    },
  };

  #sum(what: 'active' | 'waiting'): number {
    let sum = 0;
    for (const limit of this.#groups.values()) sum += limit[what];
    return sum;
  }
}

/**
 * Creates a separate limit for each group of inputs, for example for each host, tenant or account.
 * Share one instance in the app; each stage states how to group its inputs.
 *
 * A group that is held up does not hold up others. Groups are created as inputs arrive. A group is
 * forgotten when nothing depends on it: nothing is in flight or waits, the window of a rate is
 * empty, no pause lasts, and an adaptive limit has been unused for a minute.
 *
 * Use when a bound applies to requests to the same place, not to all requests together; combine it
 * with other limits when both matter.
 *
 * @example
 * ```ts
 * import { concurrencyLimit, perKey, pipeline, stage } from 'rxjs-stages';
 *
 * const hosts = perKey(() => concurrencyLimit(2));
 * const page = stage('page', (url: URL, { signal }) => fetch(url, { signal }).then((answer) => answer.json() as Promise<{ logo: string }>), {
 *   limit: hosts.by((url: URL) => url.host),
 * });
 * const logo = stage('logo', (of: { logo: string }) => fetch(of.logo).then((answer) => answer.blob()), {
 *   limit: hosts.by((of: { logo: string }) => new URL(of.logo).host),
 * });
 *
 * pipeline(page, logo)([new URL('https://example.org/a'), new URL('https://example.com/b')]).subscribe(); // two at once for each host
 * ```
 *
 * @param create - creates the limit of one more group; it must return a new limit each time
 * @param options - the clock of pauses over all groups
 * @returns an object whose `by` method returns the option `limit` of stages and pipelines
 * @throws TypeError if an argument is invalid; the message names it and quotes its value
 */
export function perKey(create: () => Limit, options: LimitOptions = {}): PerKey {
  check('perKey: create', FUNCTION, create);
  return PerKey.create(create, readOptions<LimitOptions>('perKey', options, LIMIT_RULES, {}));
}
