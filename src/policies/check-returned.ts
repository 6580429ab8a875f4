import { fits, has, unfit, type Rule } from '../check.js';
import { quote } from '../quote.js';

/** Any value except a promise. */
export const AT_ONCE: Rule = ['a value, not a promise', (value) => !has(value, 'then')];

/**
 * Checks what a user's function returned. A promise where none is expected means that the function
 * is async: the error says so, and a rejection of that promise is ignored.
 *
 * @param what - names the function and its result
 * @param stage - the name of the stage that has the function as an option, if any
 * @param failure - the failure that the function was called for, if any: the error's `cause`
 * @throws what `unfit` creates
 */
export function checkReturned(what: string, rule: Rule, returned: unknown, stage?: string, failure?: { readonly reason: unknown }): void {
  if (fits(rule, returned)) return;
  const error = unfit(stage === undefined ? what : `stage ${quote(stage)}: ${what}`, rule, returned);
  if (has(returned, 'then')) {
    Promise.resolve(returned).catch(() => undefined);
    error.message += ': the function must not be async';
  }
  if (failure !== undefined) Object.defineProperty(error, 'cause', { value: failure.reason, writable: true, configurable: true });
  throw error;
}
