import { check, count, FUNCTION, has, MILLISECONDS, OBJECT, readOptions, type Rule } from './check.js';

export const LIMIT: Rule = [
  'a limit or a list of limits',
  (value) => [value].flat().every((limit) => has(limit, 'admits') || typeof limit === 'function'),
];
export const RETRY: Rule = [`${count(0)[0]}, or a policy`, (value) => count(0)[1](value) || OBJECT[1](value)];
export const TIMEOUT: Rule = [`${MILLISECONDS[0]}, or timeouts`, (value) => MILLISECONDS[1](value) || OBJECT[1](value)];
export const CACHE: Rule = ['an object with get and set', (value) => has(value, 'get') && has(value, 'set')];

const RETRIES = {
  count: count(0),
  delay: [`${MILLISECONDS[0]} or a function`, (value) => MILLISECONDS[1](value) || FUNCTION[1](value)],
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
  if (OBJECT[1](retry))
    check(`${where}: retry: count`, RETRIES.count, readOptions<{ count?: number }>(`${where}: retry`, retry as object, RETRIES, {}).count);
  if (OBJECT[1](timeout)) readOptions(`${where}: timeout`, timeout as object, TIMEOUTS, {});
}
