import { check, count, FUNCTION, readOptions, WHOLE, type Rule } from '../../check.js';
import { AT_ONCE, checkReturned } from '../check-returned.js';
import { reportUnhandled } from '../report-unhandled.js';
import { Limit, LIMIT_RULES, type LimitOptions, type Sample } from './limit.js';

/** What {@link adaptiveLimit} is given. */
export interface AdaptiveLimitOptions extends LimitOptions {
  /**
   * How many attempts may be at work at the worst of times, 1 or more.
   *
   * @default 1
   */
  readonly min?: number | undefined;
  /** How many may be at work at the best of times, `min` or more; `Infinity` for no bound. */
  readonly max: number;
  /**
   * How many may be at work before anything is known, from `min` to `max`.
   *
   * @default `min`
   */
  readonly initial?: number | undefined;
  /**
   * Whether a failure is a sign of overload. One that is not tells nothing. What it throws is reported as rxjs reports what an observer throws, and stops nothing.
   *
   * @default every failure is
   */
  readonly when?: ((reason: unknown) => boolean) | undefined;
}

interface Settings extends LimitOptions {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly when: (reason: unknown) => boolean;
}

const RULES = { ...LIMIT_RULES, min: WHOLE, max: count(1), initial: WHOLE, when: FUNCTION } satisfies Record<keyof AdaptiveLimitOptions, Rule>;

/** What is left of the limit after a decrease: most failed requests are no lost packets, for which TCP halves its window, and a tenth less per round trip is soon little. */
const DECREASE = 0.9;
/** How many answers make up the recent latency, about: enough that a single slow one is no sign of anything. */
const RECENT = 16;
/** How many make up the long-term latency: enough to stay behind for some round trips, and few enough to learn that a server has become another one. */
const LONG = 512;
/** How many times the long-term latency the recent one must be to be a sign of overload: requests differ, a queue in front of a server soon doubles its latency. */
const RISE = 2;
/** What clocks that tell whole ms may add to that, in ms. */
const TICK = 1;
/** How long what it has learned is worth keeping while nobody uses it, in ms. */
const MEMORY = 60_000;

/** Bounds how many attempts are at work at once by how they fare; made by {@link adaptiveLimit}. */
export class AdaptiveLimit extends Limit {
  readonly #min: number;
  readonly #max: number;
  readonly #when: (reason: unknown) => boolean;
  #limit: number;
  #decreasedAt = -Infinity;
  #learnedAt = -Infinity;
  /** How many answers the averages are of, and the averages, in ms. */
  #answers = 0;
  #recent = 0;
  #long = 0;

  private constructor({ min, max, initial, when, ...options }: Settings) {
    super(options);
    this.#min = min;
    this.#max = max;
    this.#when = when;
    this.#limit = initial;
  }

  /** @internal What {@link adaptiveLimit} calls: the constructor is private, so that no container of dependencies calls it by mistake. */
  static create(settings: Settings): AdaptiveLimit {
    return new AdaptiveLimit(settings);
  }

  /** How many may be at work now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** @internal */
  get room(): number {
    return this.limit - this.active;
  }

  protected hasRoom(): boolean {
    return this.room > 0;
  }

  protected override forgetsAt(): number {
    return this.#learnedAt + MEMORY;
  }

  protected override observe({ failure, duration }: Sample): void {
    const now = this.now();
    // What had begun by then speaks of how it was before the last decrease.
    if (now - duration <= this.#decreasedAt) return;
    if (failure === undefined ? this.#isSlow(duration) : this.#isOverload(failure.reason)) this.#decrease(now);
    // A limit that is not used is not known to be right: it grows only when at least half of it is, the attempt that has ended included.
    else if (failure === undefined && (this.active + 1) * 2 >= this.limit) this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
    this.#learnedAt = now;
  }

  /** Takes one more answer into the averages. @returns whether answers have become slow */
  #isSlow(duration: number): boolean {
    this.#answers++;
    this.#recent += (duration - this.#recent) / Math.min(this.#answers, RECENT);
    this.#long += (duration - this.#long) / Math.min(this.#answers, LONG);
    return this.#recent > this.#long * RISE + TICK;
  }

  #isOverload(reason: unknown): boolean {
    try {
      const isOne: unknown = this.#when(reason);
      checkReturned('adaptiveLimit: what when returns', AT_ONCE, isOne);
      return Boolean(isOne);
    } catch (error) {
      reportUnhandled(error);
      return false;
    }
  }

  #decrease(now: number): void {
    this.#limit = Math.max(this.#min, this.#limit * DECREASE);
    this.#decreasedAt = now;
    // Whether it was enough is for new answers to say.
    this.#recent = this.#long;
  }
}

/**
 * Makes a bound on how many attempts are at work at once that finds out by itself how many are good, to be shared: by stages, by pipelines, by a whole app.
 *
 * While attempts succeed and use it, it grows by one per round trip. When one fails, or when the latency of the last answers is more than twice that of the last
 * hundreds, it shrinks by a tenth, at most once per round trip. So clients that share a server come to share it fairly (additive increase and multiplicative decrease:
 * Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in Computer Networks", 1989); that a limit is to follow latency, too,
 * and to grow only while it is used, is known from Netflix's library concurrency-limits.
 *
 * Use when nobody can say how much a server bears, or when that changes; prefer {@link concurrencyLimit} where it is known.
 *
 * @example
 * ```ts
 * import { adaptiveLimit, pipeline, stage } from 'rxjs-stages';
 *
 * class Overloaded extends Error {}
 *
 * const server = adaptiveLimit({ min: 2, max: 100, when: (reason) => reason instanceof Overloaded });
 * const user = stage(
 *   'user',
 *   async (id: number, { signal }) => {
 *     const answer = await fetch(`https://example.org/users/${String(id)}`, { signal });
 *     if (answer.status === 503) throw new Overloaded();
 *     return answer;
 *   },
 *   { limit: server },
 * );
 *
 * pipeline(user)([1, 2, 3]).subscribe({ complete: () => console.log(server.limit) });
 * ```
 *
 * @param options - its bounds, which failures are a sign of overload, and its clock
 * @throws TypeError, RangeError if an option is no good
 */
export function adaptiveLimit(options: AdaptiveLimitOptions): AdaptiveLimit {
  const defaults = { min: 1, when: () => true } as unknown as Omit<Settings, 'initial'> & { readonly initial?: number };
  const read = readOptions('adaptiveLimit', options, RULES, defaults, ['max']);
  const { min, max, initial = min } = read;
  const least = `an integer >= min (${String(min)})`;
  check('adaptiveLimit: max', [`${least} or Infinity`, () => max >= min], max);
  check('adaptiveLimit: initial', [`${least} and <= max (${String(max)})`, () => initial >= min && initial <= max], initial);
  return AdaptiveLimit.create({ ...read, initial });
}
