import { check, count as countFrom, FUNCTION, LONGEST_TIMER, OBJECT, readOptions, type Rule } from '../check.js';
import { exponentialBackoff } from '../policies/exponential-backoff.js';
import type { RetryPolicy } from '../policies/retry.js';
import { statusOf } from './http-failure.js';
import { isCancelled, isNetworkError } from './network-error.js';
import { repeatable, type Repeatable } from './repeatable.js';
import { retryAfter } from './retry-after.js';
import { warnOfUnknownMethod } from './unknown-method.js';

/** The options of {@link httpRetry}. */
export interface HttpRetryOptions {
  /**
   * The maximum number of retries of a branch, in addition to its first attempt: an integer >= 0,
   * or `Infinity`.
   */
  readonly count: number;
  /**
   * The longest delay and the longest pause, in ms. A server that asks for more gets this much. At
   * most 2_147_483_647, the longest delay of a timer.
   *
   * @default 30_000
   */
  readonly maxDelay?: number | undefined;
  /**
   * The method of requests whose errors do not include it, such as those of Angular, fetch and
   * Node. If an error includes its method, that one counts.
   *
   * @default such requests are not retried, see `onUnknownMethod`
   */
  readonly method?: string | undefined;
  /**
   * The methods whose requests may be repeated, in upper or lower case. `'any'` allows all of them,
   * known or not.
   *
   * @default ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'], the idempotent ones of RFC 9110
   * §9.2.2
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /**
   * The statuses that are worth a retry, integers from 100 to 999. They replace the default ones.
   * Network errors are always worth one.
   *
   * @default [408, 425, 429, 500, 502, 503, 504]
   */
  readonly statuses?: readonly number[] | undefined;
  /**
   * The source of random numbers for jitter. It returns numbers in [0, 1).
   *
   * @default the pipeline's `random`
   */
  readonly random?: (() => number) | undefined;
  /**
   * Called each time a failure is worth a retry, but is not retried because its method is unknown.
   *
   * @param error - the failure
   * @default onUnknownMethod warns once in a process, with `process.emitWarning` or `console.warn`
   */
  readonly onUnknownMethod?: ((error: unknown) => void) | undefined;
}

const DEFAULTS = {
  count: undefined,
  maxDelay: 30_000,
  method: undefined,
  methods: ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'],
  statuses: [408, 425, 429, 500, 502, 503, 504],
  random: undefined,
  onUnknownMethod: warnOfUnknownMethod,
};

/**
 * The statuses of an overloaded server, or of a gateway that protects it. With these, `Retry-After`
 * applies to all requests, not only to this one.
 */
const OVERLOADED = [429, 503];

const RETRIES: Rule = ['a number of retries, or an object of options', (value) => typeof value === 'number' || OBJECT[1](value)];
const isMethod = (value: unknown): boolean => typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(value);
const METHOD: Rule = ["an HTTP method such as 'GET'", isMethod];
const STATUS: Rule = ['an integer from 100 to 999', (value) => Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 999];
const RULES = {
  count: countFrom(0),
  maxDelay: [
    `a number of ms from 0 to ${String(LONGEST_TIMER)}`,
    (value) => typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER,
  ] satisfies Rule as Rule,
  method: METHOD,
  methods: ["an array of methods or 'any'", (value) => value === 'any' || Array.isArray(value)] satisfies Rule as Rule,
  statuses: ['an array of statuses', (value) => Array.isArray(value)] satisfies Rule as Rule,
  random: FUNCTION,
  onUnknownMethod: FUNCTION,
};

/**
 * Creates a policy for {@link StageOptions.retry} that knows HTTP: which failures are worth a
 * retry, which requests may be repeated, and how long the server asks to wait.
 *
 * ```text
 * GET, 503, Retry-After: 2   ^--# 2 s ^--(r|)    as long as the server says
 * GET, connection reset      ^--# ~~~ ^--(r|)    exponential backoff with jitter
 * POST, 503                  ^--#                it might be done twice
 * GET, 404                   ^--#                it would be no different
 * ```
 *
 * Use when a stage makes HTTP requests and fails with the errors of an HTTP client. These are an
 * `AxiosError`, Angular's `HttpErrorResponse`, a thrown fetch `Response`, the `TypeError` of fetch,
 * a system error of Node, or any error with a `response`. They are recognised by their shape, so
 * none of these clients is required. Prefer `retry: n` if any failure is worth a retry. Spread the
 * policy to change a part of it: `{ ...httpRetry(3), when: … }`.
 *
 * - Retried: network errors, including the client's own timeouts, and the statuses 408, 425, 429,
 *   500, 502, 503 and 504. Only idempotent methods are retried, unless `methods` says otherwise.
 *   The errors of Angular, fetch and Node do not include the method of their request: pass it,
 *   `method: 'GET'`.
 * - Not retried: any other status. A cancelled request; with axios this includes
 *   `AbortSignal.timeout`, which looks the same, so use the client's own `timeout`. Failures that
 *   would happen again, such as an invalid URL, too many redirects, or a response that cannot be
 *   parsed. And a `StageTimeoutError`, because it does not tell what was in flight.
 * - Delay: `Retry-After`, in seconds or as a date, which is compared with the response's own `Date`
 *   and `Age`. 0 means at once. If it is missing, invalid or in the past: exponential backoff from
 *   100 ms with full jitter. Never more than `maxDelay`.
 * - Pause: a 429 or a 503 with `Retry-After` pauses all limits of the stage, whether this request
 *   is retried or not.
 *
 * @example
 * ```ts
 * import { concurrencyLimit, stage } from 'rxjs-stages';
 * import { fromAxios } from 'rxjs-stages/axios';
 * import { httpRetry } from 'rxjs-stages/http';
 *
 * const host = concurrencyLimit(8); // one for all requests to it: a 429 with Retry-After stops them all
 *
 * const user = stage('user', (id: number) => fromAxios<{ name: string }>(`https://api.example.com/users/${id}`), {
 *   limit: host,
 *   retry: httpRetry(3),
 * });
 * const visit = stage('visit', (id: number) => fromAxios({ method: 'POST', url: `https://api.example.com/users/${id}/visits` }), {
 *   limit: host,
 *   retry: httpRetry({ count: 5, methods: ['POST'], maxDelay: 60_000 }), // the server tells duplicates apart
 * });
 * const avatar = stage(
 *   'avatar',
 *   async (id: number, { signal }) => {
 *     const answer = await fetch(`https://api.example.com/users/${id}/avatar`, { signal });
 *     if (answer.ok) return answer.blob();
 *     await answer.body?.cancel();
 *     throw answer;
 *   },
 *   { limit: host, retry: httpRetry({ count: 3, method: 'GET' }) }, // a Response does not tell its method
 * );
 *
 * user([1, 2, 3]).subscribe((outcome) => {
 *   if (outcome.status === 'fulfilled') console.log(outcome.value.data.name, outcome.attempts);
 *   else console.error(outcome.inputs, outcome.reason);
 * });
 * visit([1]).subscribe();
 * avatar([1]).subscribe();
 * ```
 *
 * @param options - the maximum number of retries of a branch; or an object with that as `count`,
 *   and other options
 * @returns a policy, which any number of stages can share
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function httpRetry(options: number | HttpRetryOptions): RetryPolicy {
  const read = readHttpRetry(options);
  const { count, maxDelay, random } = read;
  const statuses = new Set(read.statuses);
  const mayRepeat = repeatable(read);
  const backoff = exponentialBackoff({ max: maxDelay, random });

  return {
    count,
    delay: (error, retryCount, jitter) => {
      const asked = retryAfter(error);
      return asked === undefined ? backoff(error, retryCount, jitter) : Math.min(asked, maxDelay);
    },
    when: (error) => isTransient(error, statuses) && mayRepeat(error),
    pause: (error) => {
      const asked = OVERLOADED.includes(statusOf(error) ?? 0) ? retryAfter(error) : undefined;
      return asked === undefined ? undefined : Math.min(asked, maxDelay);
    },
  };
}

/**
 * An error status is final, whatever happened to its body. A response of success may break off in
 * the middle.
 */
function isTransient(error: unknown, statuses: ReadonlySet<number>): boolean {
  if (isCancelled(error)) return false;
  const status = statusOf(error) ?? 0;
  return statuses.has(status) || (status < 300 && isNetworkError(error));
}

type Read = HttpRetryOptions & Repeatable & { readonly maxDelay: number; readonly statuses: readonly number[] };

function readHttpRetry(options: number | HttpRetryOptions): Read {
  check('httpRetry: options', RETRIES, options);
  const given = typeof options === 'number' ? { count: options } : options;
  const read = readOptions('httpRetry', given, RULES, DEFAULTS, ['count']) as unknown as Read;
  if (read.methods !== 'any') for (const method of read.methods) check('httpRetry: each element of methods', METHOD, method);
  for (const status of read.statuses) check('httpRetry: each element of statuses', STATUS, status);
  return read;
}
