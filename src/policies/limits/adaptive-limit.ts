import { check, count, FUNCTION, readOptions, WHOLE, type Rule } from '../../check.js';
import { AT_ONCE, checkReturned } from '../check-returned.js';
import { reportUnhandled } from '../report-unhandled.js';
import { Limit, LIMIT_RULES, type LimitOptions, type Sample } from './limit.js';

/** The options of {@link adaptiveLimit}. */
export interface AdaptiveLimitOptions extends LimitOptions {
  /**
   * The lowest that the limit can go: an integer >= 1.
   *
   * @default 1
   */
  readonly min?: number | undefined;
  /** The highest that the limit can go: an integer >= `min`, or `Infinity`. */
  readonly max: number;
  /**
   * The limit at the beginning, an integer from `min` to `max`.
   *
   * @default `min`
   */
  readonly initial?: number | undefined;
  /**
   * Whether a failure is a sign of overload. Other failures do not change the limit. An error that
   * it throws is reported like that of any RxJS observer, and the attempt is not affected.
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

/**
 * The factor of a decrease. TCP halves its window because a lost packet signals congestion; most
 * failed requests do not, and a tenth less per round trip adds up quickly.
 */
const DECREASE = 0.9;
/**
 * About how many answers make up the recent latency: enough that a single slow one does not count.
 */
const RECENT = 16;
/**
 * About how many answers make up the long-term latency: enough to lag behind for some round trips,
 * and few enough to follow a server that has changed.
 */
const LONG = 512;
/**
 * Recent latency above this multiple of the long-term latency is a sign of overload. Requests
 * differ, and a queue in front of a server soon doubles its latency.
 */
const RISE = 2;
/** The error of clocks that count whole ms, in ms. */
const TICK = 1;
/** How long the limit keeps what it has learned while it is not used, in ms. */
const MEMORY = 60_000;

/**
 * A limit on how many attempts are in flight at once, which adapts to their results; made by
 * {@link adaptiveLimit}.
 */
export class AdaptiveLimit extends Limit {
  readonly #min: number;
  readonly #max: number;
  readonly #when: (reason: unknown) => boolean;
  #limit: number;
  #decreasedAt = -Infinity;
  #learnedAt = -Infinity;
  /** The number of answers in the averages, and the averages, in ms. */
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

  /**
   * @internal Called by {@link adaptiveLimit}. The constructor is private, so that no dependency
   *   injection container calls it by mistake.
   */
  static create(settings: Settings): AdaptiveLimit {
    return new AdaptiveLimit(settings);
  }

  /** How many attempts may be in flight now. */
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
    // An attempt that started before the last decrease tells nothing about the time after it.
    if (now - duration <= this.#decreasedAt) return;
    if (failure === undefined ? this.#isSlow(duration) : this.#isOverload(failure.reason)) this.#decrease(now);
    // A limit that is not used is not known to be right. So it grows only when at least half of it
    // is used, the attempt that has just ended included.
    else if (failure === undefined && (this.active + 1) * 2 >= this.limit) this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
    this.#learnedAt = now;
  }

  /** Adds an answer to the averages, and returns whether answers have become slow. */
  #isSlow(duration: number): boolean {
    this.#answers++;
    this.#recent += (duration - this.#recent) / Math.min(this.#answers, RECENT);
    this.#long += (duration - this.#long) / Math.min(this.#answers, LONG);
    return this.#recent > this.#long * RISE + TICK;
  }

  #isOverload(reason: unknown): boolean {
    try {
      const isOne: unknown = this.#when(reason);
      checkReturned('adaptiveLimit: the result of when', AT_ONCE, isOne);
      return Boolean(isOne);
    } catch (error) {
      reportUnhandled(error);
      return false;
    }
  }

  #decrease(now: number): void {
    this.#limit = Math.max(this.#min, this.#limit * DECREASE);
    this.#decreasedAt = now;
    // Only new answers can tell whether the decrease was enough.
    this.#recent = this.#long;
  }
}

/**
 * Creates a limit on how many attempts are in flight at once, which finds the right number by
 * itself. Share it between stages, pipelines, or a whole app.
 *
 * While attempts succeed and use the limit, it grows by one per round trip. It shrinks by a tenth,
 * at most once per round trip, when an attempt fails or latency more than doubles. Latency is that
 * of the last answers, compared with that of the last hundreds.
 *
 * So clients that share a server converge to a fair share: additive increase and multiplicative
 * decrease (Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion
 * Avoidance in Computer Networks", 1989). Following latency, and growing only while the limit is
 * used, comes from Netflix's library concurrency-limits.
 *
 * Use when you do not know how much load a server can take, or when that changes; prefer
 * {@link concurrencyLimit} when you know.
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
 * @returns a limit, for the option `limit` of stages and pipelines
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
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
