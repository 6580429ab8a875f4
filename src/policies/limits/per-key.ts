import { asyncScheduler } from 'rxjs';
import { brand } from '../../brand.js';
import { check, FUNCTION, MILLISECONDS, readOptions, type Rule } from '../../check.js';
import { AT_ONCE, checkReturned } from '../check-returned.js';
import { Clock } from '../clock.js';
import { schedule, type Task } from '../trampoline.js';
import type { KeyedLimit } from './keyed-limit.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

const NEW_LIMIT: Rule = ['a new limit each time', (value) => value instanceof Limit && value.onRest === undefined];

/** How many groups are looked at, for one that was made and for one that came to rest: more than come, so that all have their turn. */
const LOOKS = 2;

/** A limit for each group of inputs; made by {@link perKey}. */
export class PerKey {
  static {
    brand(this.prototype);
  }

  readonly #create: () => Limit;
  readonly #clock: Clock;
  readonly #groups = new Map<unknown, Limit>();
  /** The keys of groups that seem to be of no use any more, the one first that was looked at longest ago. */
  readonly #resting = new Set<unknown>();
  #looks = 0;
  #pausedUntil = -Infinity;

  private constructor(create: () => Limit, { scheduler = asyncScheduler }: LimitOptions) {
    this.#create = create;
    this.#clock = new Clock(scheduler);
  }

  /** @internal What {@link perKey} calls: the constructor is private, so that no container of dependencies calls it by mistake. */
  static create(create: () => Limit, options: LimitOptions): PerKey {
    return new PerKey(create, options);
  }

  /** How many attempts hold a limit, over all groups. */
  get active(): number {
    return this.#sum('active');
  }

  /** How many branches and suspended attempts are held up, over all groups. */
  get waiting(): number {
    return this.#sum('waiting');
  }

  /** How many groups are remembered. Some may be idle: they are forgotten as others are made or come to rest. */
  get size(): number {
    return this.#groups.size;
  }

  /**
   * Says how inputs are grouped, and makes of this what a stage or a pipeline takes as `limit`.
   *
   * @param keyOf - returns an input's group, not a promise of it: equal values, as a Map compares
   * them, are one group wherever they come from
   * @throws TypeError if it is no function
   */
  by<I>(keyOf: (input: I) => unknown): KeyedLimit<I> {
    check('by: keyOf', FUNCTION, keyOf);
    return brand((input: I) => {
      const key = keyOf(input);
      checkReturned('by: what keyOf returns', AT_ONCE, key);
      return this.#limitOf(key);
    });
  }

  /**
   * Lets nothing start or go on for a while in any group, those that are made meanwhile included; attempts in flight go
   * on. A pause that lasts longer stays as it is.
   *
   * @param ms - how long, from now; `Infinity` until {@link resume}
   * @throws TypeError, RangeError if it is no number of ms
   */
  pauseFor(ms: number): void {
    check('pauseFor: ms', MILLISECONDS, ms);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
    for (const limit of this.#groups.values()) limit.pauseFor(ms);
  }

  /** Ends the pauses of all groups at once, however long they were to last. */
  resume(): void {
    this.#pausedUntil = -Infinity;
    // What goes on may make and forget groups.
    for (const limit of [...this.#groups.values()]) limit.resume();
  }

  #limitOf(key: unknown): Limit {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const limit = this.#create();
    checkReturned('perKey: what create returns', NEW_LIMIT, limit);
    const pause = this.#pausedUntil - this.#clock.now();
    if (pause > 0) limit.pauseFor(pause);
    limit.onRest = () => {
      this.#rests(key);
    };
    this.#groups.set(key, limit);
    this.#rests(key);
    return limit;
  }

  /** Nothing holds a group's limit: it may be forgotten when no run is at work, for until then one may be about to take it. */
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
 * Makes a limit for each group of inputs: for each host, each tenant, each account. One of it is shared in the app, and each stage says how its inputs are grouped.
 *
 * A group that is held up holds no other up. Groups are made as inputs come, and forgotten when nothing is left of them: when nothing is at work or waits, the
 * window of a rate is empty, no pause lasts, and what an adaptive limit has learned is a minute old.
 *
 * Use when a bound is not on all requests together, but on those to the same place; give it together with other limits where both matter.
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
 * @param create - makes the limit of one more group, another one each time
 * @param options - the clock by which pauses of all groups are measured
 * @throws TypeError if an argument is no good
 */
export function perKey(create: () => Limit, options: LimitOptions = {}): PerKey {
  check('perKey: create', FUNCTION, create);
  return PerKey.create(create, readOptions<LimitOptions>('perKey', options, LIMIT_RULES, {}));
}
