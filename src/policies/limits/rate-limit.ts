import { readOptions, WHOLE, type Rule } from '../../check.js';
import { Limit, LIMIT_RULES, type LimitOptions } from './limit.js';

/** The options of {@link rateLimit}. */
export interface RateLimitOptions extends LimitOptions {
  /** How many attempts may start within any `per` ms: an integer >= 1. */
  readonly max: number;
  /** The length of the window, in ms: a finite number > 0. */
  readonly per: number;
}

const RULES = {
  ...LIMIT_RULES,
  max: WHOLE,
  per: ['a finite number of ms > 0', (value) => Number.isFinite(value) && (value as number) > 0],
} satisfies Record<keyof RateLimitOptions, Rule>;

/** A limit on how many attempts start within a span of time; made by {@link rateLimit}. */
export class RateLimit extends Limit {
  readonly #max: number;
  readonly #per: number;
  /**
   * When the latest attempts started. Entries before `first` have left the window; they are removed
   * many at once.
   */
  readonly #starts: number[] = [];
  #first = 0;

  private constructor({ max, per, ...options }: RateLimitOptions) {
    super(options);
    this.#max = max;
    this.#per = per;
  }

  /**
   * @internal Called by {@link rateLimit}. The constructor is private, so that no dependency
   *   injection container calls it by mistake.
   */
  static create(options: RateLimitOptions): RateLimit {
    return new RateLimit(options);
  }

  /** @internal */
  get room(): number {
    this.#forget();
    return this.#max - (this.#starts.length - this.#first);
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
    this.#forget();
    if (this.#first * 2 <= this.#starts.length) return;
    this.#starts.splice(0, this.#first);
    this.#first = 0;
  }

  /** Skips the starts that have left the window. */
  #forget(): void {
    const now = this.now();
    while (this.#first < this.#starts.length && this.#leaves(this.#first) <= now) this.#first++;
  }

  /** When one of the starts leaves the window. */
  #leaves(index: number): number {
    return (this.#starts[index] ?? -Infinity) + this.#per;
  }
}

/**
 * Creates a limit on how many attempts start within a span of time. Share it between stages,
 * pipelines, or a whole app.
 *
 * The window slides: in any span of `per` ms at most `max` attempts start. A span includes its
 * beginning but not its end, so the next attempt may start exactly `per` ms after the first of
 * them. Retries count as starts; a suspended attempt that goes on does not.
 *
 * Use when a server allows a number of requests per second or minute; prefer
 * {@link concurrencyLimit} when the number of simultaneous requests matters. Pass both when both
 * matter.
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
 * @param options - how many starts, in how many ms, and its clock
 * @returns a limit, for the option `limit` of stages and pipelines
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function rateLimit(options: RateLimitOptions): RateLimit {
  return RateLimit.create(readOptions('rateLimit', options, RULES, {} as RateLimitOptions, ['max', 'per']));
}
