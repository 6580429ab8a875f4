import { readOptions, WHOLE, type Rule } from '../../check.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

/** What {@link rateLimit} is given. */
export interface RateLimitOptions extends LimitOptions {
  /** How many attempts may start within any `per` ms, 1 or more. */
  readonly max: number;
  /** How long that is, in ms. */
  readonly per: number;
}

const RULES = {
  ...LIMIT_RULES,
  max: WHOLE,
  per: ['a finite number of ms > 0', (value) => Number.isFinite(value) && (value as number) > 0],
} satisfies Record<keyof RateLimitOptions, Rule>;

/** Bounds how many attempts start within a span of time; made by {@link rateLimit}. */
export class RateLimit extends Limit {
  readonly #max: number;
  readonly #per: number;
  /** When the latest attempts started. Those before `first` started too long ago to matter, and are removed many at once. */
  readonly #starts: number[] = [];
  #first = 0;

  private constructor({ max, per, ...options }: RateLimitOptions) {
    super(options);
    this.#max = max;
    this.#per = per;
  }

  /** @internal What {@link rateLimit} calls: the constructor is private, so that no container of dependencies calls it by mistake. */
  static create(options: RateLimitOptions): RateLimit {
    return new RateLimit(options);
  }

  protected hasRoom(): boolean {
    return true;
  }

  protected override startsAt(): number {
    return this.#leaves(this.#starts.length - this.#max);
  }

  protected override forgetsAt(): number {
    return this.#leaves(this.#starts.length - 1);
  }

  protected override started(): void {
    this.#starts.push(this.now());
    while (this.#first < this.#starts.length && this.#leaves(this.#first) <= this.now()) this.#first++;
    if (this.#first * 2 <= this.#starts.length) return;
    this.#starts.splice(0, this.#first);
    this.#first = 0;
  }

  /** When one of the starts leaves the window. */
  #leaves(index: number): number {
    return (this.#starts[index] ?? -Infinity) + this.#per;
  }
}

/**
 * Makes a bound on how many attempts start within a span of time, to be shared: by stages, by pipelines, by a whole app.
 *
 * The window slides: whichever span of `per` ms one looks at, at most `max` attempts have started in it. A span includes its beginning and not its end, so one more
 * may start `per` ms after the first of them. Retries are starts, too; an attempt that was suspended and goes on is none.
 *
 * Use when a server allows so many requests per second or minute; prefer {@link concurrencyLimit} where it is the work at the same time that matters, and give both where both do.
 *
 * @example
 * ```ts
 * import { concurrencyLimit, pipeline, rateLimit, stage } from 'rxjs-stages';
 *
 * const perSecond = rateLimit({ max: 10, per: 1_000 });
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`), { limit: [perSecond, concurrencyLimit(4)] });
 *
 * pipeline(user)([1, 2, 3]).subscribe();
 * pipeline(user)([4, 5, 6]).subscribe(); // ten per second over both runs
 * ```
 *
 * @param options - how many, in how many ms, and its clock
 * @throws TypeError, RangeError if an option is no good
 */
export function rateLimit(options: RateLimitOptions): RateLimit {
  return RateLimit.create(readOptions('rateLimit', options, RULES, {} as RateLimitOptions, ['max', 'per']));
}
