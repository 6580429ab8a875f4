import { check, count as countFrom, FUNCTION, LONGEST_TIMER, OBJECT, readOptions, type Rule } from '../check.js';
import { exponentialBackoff } from '../policies/exponential-backoff.js';
import type { RetryPolicy } from '../policies/retry.js';
import { statusOf } from './http-failure.js';
import { isCancelled, isNetworkError } from './network-error.js';
import { repeatable, type Repeatable } from './repeatable.js';
import { retryAfter } from './retry-after.js';
import { warnOfUnknownMethod } from './unknown-method.js';

/** Which requests {@link httpRetry} makes again, and how patiently. */
export interface HttpRetryOptions {
  /** How many retries a branch may have, over its first attempt. */
  readonly count: number;
  /**
   * The longest delay and the longest pause, in ms: what the server asks for beyond it is cut down to it. At most 2_147_483_647, the longest that a timer waits.
   *
   * @default 30_000
   */
  readonly maxDelay?: number | undefined;
  /**
   * The method of the requests whose errors do not tell theirs, as those of Angular, fetch and Node do
   * not. An error that tells its method is judged by that.
   *
   * @default such requests are not retried, see `onUnknownMethod`
   */
  readonly method?: string | undefined;
  /**
   * The methods whose requests may be made twice, in upper or lower case. `'any'` allows all of them,
   * known or not.
   *
   * @default ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'], the idempotent ones of RFC 9110 §9.2.2
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /**
   * The statuses that are worth a retry, instead of the default ones. Network errors always are.
   *
   * @default [408, 425, 429, 500, 502, 503, 504]
   */
  readonly statuses?: readonly number[] | undefined;
  /**
   * The source of jitter: numbers of [0, 1).
   *
   * @default the pipeline's `random`
   */
  readonly random?: (() => number) | undefined;
  /**
   * Called each time that a failure is worth a retry, but is not retried because its method is unknown.
   *
   * @param error - the failure
   * @default onUnknownMethod warns once in a process, by `process.emitWarning` or `console.warn`
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

/** The statuses of a server, or of what guards it, that is asked too much: of these `Retry-After` is meant for everybody, not for this one request. */
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
 * Makes a policy for {@link StageOptions.retry} that knows HTTP: what is worth a second request, what may be requested twice, and for how long the server asks
 * to be left alone.
 *
 * ```text
 * GET, 503, Retry-After: 2   ^--# 2 s ^--(r|)    as long as the server says
 * GET, connection reset      ^--# ~~~ ^--(r|)    exponential backoff with jitter
 * POST, 503                  ^--#                it might be done twice
 * GET, 404                   ^--#                it would be no different
 * ```
 *
 * Use when a stage's project makes HTTP requests and fails as its client does: by an `AxiosError`, Angular's `HttpErrorResponse`, a fetch `Response` that was
 * thrown, the `TypeError` of fetch, a system error of Node, or any error with a `response`. It goes by their shape alone, and needs none of them. Prefer
 * `retry: n` where any failure is worth another attempt; spread the policy, `{ ...httpRetry(3), when: … }`, to change a part of it.
 *
 * - Retried: network errors, the client's own timeouts among them, and 408, 425, 429, 500, 502, 503 and 504; of idempotent methods only, unless `methods`
 *   says otherwise. The errors of Angular, fetch and Node do not tell the method of their request: state it, `method: 'GET'`.
 * - Not retried: any other status; a request that was cancelled, and by axios one that ran into `AbortSignal.timeout`, which looks the same (use the client's own
 *   `timeout`); what never reached the network or makes no sense, as a bad URL, too many redirects, an answer that is no HTTP or cannot be parsed, for it
 *   would happen again; and a `StageTimeoutError`, for nobody knows what was under way.
 * - Delay: what `Retry-After` says, in seconds or as a date, which is read against the response's own `Date` and `Age`; 0 is at once. Without one, or with one that is over or
 *   cannot be read, exponential backoff from 100 ms with full jitter. Either way at most `maxDelay`.
 * - Pause: a 429 or a 503 with `Retry-After` calms all that shares the stage's limits, whether this request is retried or not.
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
 * @param options - how many retries a branch may have; or that as `count`, with what else is to differ
 * @returns a policy, to be given to any number of stages
 * @throws TypeError, RangeError if an option is no good: the message names it and quotes its value
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

/** An answer that refuses is final, whatever became of its body; one that grants may break off in the middle. */
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
