import { isForeign, isOwn } from './brand.js';
import { count, elementsOf, fits, FUNCTION, has, MILLISECONDS, OBJECT, readOptions, type Rule } from './check.js';
import { isLimit } from './policies/limits/keyed-limit.js';

export const LIMIT: Rule = [
  'a limit or a list of limits',
  (value) => elementsOf(value).every((limit) => isLimit(limit) || (typeof limit === 'function' && !isForeign(limit))),
  (value) =>
    elementsOf(value).some((limit) => isOwn(limit) && has(limit, 'by'))
      ? '`perKey` needs `by`: give `limit` the result of `perKey(…).by((input) => group)`'
      : undefined,
];
export const RETRY: Rule = [`${count(0)[0]}, or a retry policy`, (value) => fits(count(0), value) || fits(OBJECT, value)];
export const TIMEOUT: Rule = [`${MILLISECONDS[0]}, or an object of timeouts`, (value) => fits(MILLISECONDS, value) || fits(OBJECT, value)];
export const CACHE: Rule = ['an object with `get` and `set` methods', (value) => has(value, 'get') && has(value, 'set') && !isForeign(value)];

const RETRIES = {
  count: count(0),
  delay: [`${MILLISECONDS[0]}, or a function`, (value) => fits(MILLISECONDS, value) || fits(FUNCTION, value)],
  when: FUNCTION,
  pause: FUNCTION,
} satisfies Record<string, Rule>;
const TIMEOUTS = { attempt: MILLISECONDS, total: MILLISECONDS, queue: MILLISECONDS };

/**
 * Checks what is inside of a stage's policies.
 *
 * @throws what `check` throws
 */
export function checkPolicies(where: string, { retry, timeout }: { readonly retry?: unknown; readonly timeout?: unknown }): void {
  if (fits(OBJECT, retry)) readOptions(`${where}: retry`, retry as object, RETRIES, {}, ['count']);
  if (fits(OBJECT, timeout)) readOptions(`${where}: timeout`, timeout as object, TIMEOUTS, {});
}
