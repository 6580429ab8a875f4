import type { RetryDelay } from './retry.js';

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

export function exponentialBackoff(_options: BackoffOptions = {}): RetryDelay {
  throw new Error('in the making');
}
