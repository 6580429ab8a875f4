import { check, count, readOptions } from '../../check.js';
import { flush } from '../trampoline.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

/** Bounds how many attempts are at work at once, wherever they are; made by {@link concurrencyLimit}. */
export class ConcurrencyLimit extends Limit {
  #max: number;

  private constructor(max: number, options: LimitOptions) {
    super(options);
    this.#max = max;
  }

  /** @internal What {@link concurrencyLimit} calls: the constructor is private, so that no container of dependencies calls it by mistake. */
  static create(max: number, options: LimitOptions): ConcurrencyLimit {
    return new ConcurrencyLimit(max, options);
  }

  /** How many may be at work. */
  get max(): number {
    return this.#max;
  }

  /**
   * Changes the bound. What is at work goes on; if that is more than the new bound, nothing starts until it is less.
   *
   * @param max - how many attempts may be at work, 1 or more
   * @throws TypeError, RangeError if it is no such number
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
 * Makes a bound on how many attempts are at work at once, to be shared: by stages, by pipelines, by a whole app.
 *
 * Use when several pipelines, or several requests to a server of yours, draw on one resource; prefer `concurrency` where the bound is one run's own.
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
 * @param max - how many attempts may be at work, 1 or more; `Infinity` for no bound
 * @param options - its clock
 * @throws TypeError, RangeError if an argument is no good
 */
export function concurrencyLimit(max: number, options: LimitOptions = {}): ConcurrencyLimit {
  check('concurrencyLimit: max', count(1), max);
  return ConcurrencyLimit.create(max, readOptions<LimitOptions>('concurrencyLimit', options, LIMIT_RULES, {}));
}
