import { FUNCTION, oneOf, readOptions, type Rule } from '../check.js';
import { checkReturned } from './check-returned.js';

/** The options of {@link exponentialBackoff}. */
export interface BackoffOptions {
  /**
   * The delay before the first retry, in ms: a finite number >= 0.
   *
   * @default 100
   */
  readonly initial?: number | undefined;
  /**
   * The factor by which each delay is longer than the one before: a finite number >= 1.
   *
   * @default 2
   */
  readonly factor?: number | undefined;
  /**
   * The longest delay, in ms: a finite number >= 0.
   *
   * @default 30_000
   */
  readonly max?: number | undefined;
  /**
   * How much of the delay is random: all of it (`'full'`), half of it (`'equal'`), or none.
   *
   * @default 'full'
   */
  readonly jitter?: 'full' | 'equal' | 'none' | undefined;
  /**
   * The source of random numbers for jitter. It returns numbers in [0, 1).
   *
   * @default the pipeline's `random`
   */
  readonly random?: (() => number) | undefined;
}

interface Settings {
  readonly initial: number;
  readonly factor: number;
  readonly max: number;
  readonly jitter: keyof typeof CHANCE;
  readonly random?: () => number;
}

const SPAN: Rule = ['a finite number of ms >= 0', (value) => Number.isFinite(value) && (value as number) >= 0];
const RULES: Readonly<Record<keyof BackoffOptions, Rule>> = {
  initial: SPAN,
  factor: ['a finite number >= 1', (value) => Number.isFinite(value) && (value as number) >= 1],
  max: SPAN,
  jitter: oneOf(['full', 'equal', 'none']),
  random: FUNCTION,
};

const FRACTION: Rule = ['a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1];

/** The random fraction of a delay. */
const CHANCE = { full: 1, equal: 0.5, none: 0 };

/**
 * Creates a delay that grows exponentially from retry to retry, with jitter.
 *
 * The delay before the n-th retry is at most `min(max, initial × factor^(n - 1))`. With full jitter
 * it is anything from 0 up to that, with equal jitter from half of that. Without jitter, clients
 * that failed together would retry together, again and again. See Marc Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * Use when the server may need time to recover; `retry: n` already uses it. Prefer a number of ms
 * when you know the time.
 *
 * @example
 * ```ts
 * import { exponentialBackoff, stage } from 'rxjs-stages';
 *
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`), {
 *   retry: { count: 5, delay: exponentialBackoff({ initial: 200, max: 10_000, jitter: 'equal' }) }, // 100 to 200 ms, 200 to 400 …
 * });
 * ```
 *
 * @param options - how the delays grow, and how much of them is random
 * @returns a function for {@link RetryPolicy.delay}, which always returns a number of ms
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function exponentialBackoff(options: BackoffOptions = {}): (error: unknown, retryCount: number, random: () => number) => number {
  const read = readOptions<Settings>('exponentialBackoff', options, RULES, { initial: 100, factor: 2, max: 30_000, jitter: 'full' });
  const chance = CHANCE[read.jitter];
  return (error, retryCount, random) => {
    // The power may overflow to Infinity, and 0 times that is NaN.
    const grown = read.initial * Math.min(read.factor ** (retryCount - 1), Number.MAX_VALUE);
    const fraction = chance === 0 ? 0 : chance * fractionOf(read.random ?? random, error);
    return Math.min(read.max, grown) * (1 - chance + fraction);
  };
}

/** @throws what `random` throws; TypeError, RangeError if it does not return a number in [0, 1) */
function fractionOf(random: () => number, reason: unknown): number {
  const fraction = random();
  checkReturned('the result of random', FRACTION, fraction, undefined, { reason });
  return fraction;
}
