import { check, count, readOptions } from '../../check.js';
import { flush } from '../trampoline.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

/**
 * A limit on how many attempts are in flight at once, wherever they start; made by
 * {@link concurrencyLimit}.
 */
export class ConcurrencyLimit extends Limit {
  #max: number;

  private constructor(max: number, options: LimitOptions) {
    super(options);
    this.#max = max;
  }

  /**
   * @internal Called by {@link concurrencyLimit}. The constructor is private, so that no dependency
   *   injection container calls it by mistake.
   */
  static create(max: number, options: LimitOptions): ConcurrencyLimit {
    return new ConcurrencyLimit(max, options);
  }

  /** How many attempts may be in flight. */
  get max(): number {
    return this.#max;
  }

  /**
   * Changes the bound. Attempts in flight go on; if they exceed the new bound, nothing starts until
   * they no longer do.
   *
   * @param max - how many attempts may be in flight: an integer >= 1, or `Infinity`
   * @throws TypeError, RangeError if `max` is invalid
   */
  setMax(max: number): void {
    check('setMax: max', count(1), max);
    this.#max = max;
    this.changed();
    flush();
  }

  /** @internal */
  get room(): number {
    return this.#max - this.active;
  }

  protected hasRoom(): boolean {
    return this.room > 0;
  }
}

/**
 * Creates a limit on how many attempts are in flight at once. Share it between stages, pipelines,
 * or a whole app.
 *
 * Use when several pipelines, or several requests to your own server, use the same resource; prefer
 * `concurrency` when the bound applies to one run.
 *
 * @example
 * ```ts
 * import { concurrencyLimit, pipeline, stage } from 'rxjs-stages';
 *
 * const database = concurrencyLimit(10);
 * const user = stage('user', (id: number) => Promise.resolve({ id }), { limit: database });
 * const posts = stage('posts', ({ id }: { id: number }) => Promise.resolve(`posts of ${id}`), { limit: database });
 *
 * pipeline(user, posts)([1, 2, 3]).subscribe();
 * pipeline(user, posts)([4, 5, 6]).subscribe(); // ten at once over both runs
 * ```
 *
 * @param max - how many attempts may be in flight: an integer >= 1, or `Infinity` for no bound
 * @param options - its clock
 * @returns a limit, for the option `limit` of stages and pipelines
 * @throws TypeError, RangeError if an argument is invalid; the message names it and quotes its
 *   value
 */
export function concurrencyLimit(max: number, options: LimitOptions = {}): ConcurrencyLimit {
  check('concurrencyLimit: max', count(1), max);
  return ConcurrencyLimit.create(max, readOptions<LimitOptions>('concurrencyLimit', options, LIMIT_RULES, {}));
}
