import { FUNCTION, oneOf, readOptions, type Rule } from '../check.js';
import { checkReturned } from './check-returned.js';

/** How the delays of {@link exponentialBackoff} grow. */
export interface BackoffOptions {
  /**
   * The first delay, in ms.
   *
   * @default 100
   */
  readonly initial?: number | undefined;
  /**
   * By how much each delay is longer than the one before, 1 or more.
   *
   * @default 2
   */
  readonly factor?: number | undefined;
  /**
   * The longest delay, in ms.
   *
   * @default 30_000
   */
  readonly max?: number | undefined;
  /**
   * How much of the delay is left to chance: all of it, half of it, or nothing.
   *
   * @default 'full'
   */
  readonly jitter?: 'full' | 'equal' | 'none' | undefined;
  /**
   * The source of jitter: numbers of [0, 1).
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

/** How much of a delay is left to chance. */
const CHANCE = { full: 1, equal: 0.5, none: 0 };

/**
 * Makes a delay that grows from retry to retry, up to a longest one, and of which a part is left to chance.
 *
 * Before the n-th retry it is at most `min(max, initial × factor^(n - 1))`: with full jitter anything from 0 up to that, with equal jitter from half of that. Clients
 * that failed together would otherwise come back together, again and again: see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * Use when what failed may need time to recover: it is what `retry: n` does; prefer a number of ms where you know the time.
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
 * @param options - how the delays grow, and how much of them is left to chance
 * @returns what a `RetryPolicy` takes as `delay`; it always gives a number of ms
 * @throws TypeError, RangeError if an option is no good
 */
export function exponentialBackoff(options: BackoffOptions = {}): (error: unknown, retryCount: number, random: () => number) => number {
  const read = readOptions<Settings>('exponentialBackoff', options, RULES, { initial: 100, factor: 2, max: 30_000, jitter: 'full' });
  const chance = CHANCE[read.jitter];
  return (error, retryCount, random) => {
    // The power may be too large for a number, and 0 times that is none.
    const grown = read.initial * Math.min(read.factor ** (retryCount - 1), Number.MAX_VALUE);
    const fraction = chance === 0 ? 0 : chance * fractionOf(read.random ?? random, error);
    return Math.min(read.max, grown) * (1 - chance + fraction);
  };
}

/** @throws what `random` throws; TypeError, RangeError if it returns no fraction */
function fractionOf(random: () => number, reason: unknown): number {
  const fraction = random();
  checkReturned('what random returns', FRACTION, fraction, undefined, { reason });
  return fraction;
}
