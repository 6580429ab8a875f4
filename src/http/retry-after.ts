import { asyncScheduler } from 'rxjs';
import { headerOf } from './http-failure.js';
import { readHttpDate } from './http-date.js';

/**
 * How long the server asks to wait with `Retry-After` (RFC 9110 §10.2.3): a number of seconds after
 * the response is received, or a date.
 *
 * @returns ms; `undefined` if there is no such header, if it is invalid, or if the date has passed
 */
export function retryAfter(error: unknown): number | undefined {
  const header = headerOf(error, 'retry-after') ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const moment = readHttpDate(header);
  if (moment === undefined) return undefined;
  const ms = moment - (serverTime(error) ?? asyncScheduler.now());
  return ms >= 0 ? ms : undefined;
}

/**
 * The time on the clock of the server that wrote the date, which may differ from ours. `Date` (RFC
 * 9110 §6.6.1) is when the response was generated, and `Age` (RFC 9111 §5.1) how long it has been
 * in caches since.
 *
 * @returns ms since 1970; `undefined` without a `Date`. Then only our own clock is left, which
 *   needs no `Age`. It is the clock of RxJS, which a `TestScheduler` makes virtual
 */
function serverTime(error: unknown): number | undefined {
  const generated = readHttpDate(headerOf(error, 'date') ?? '');
  return generated === undefined ? undefined : generated + ageOf(error);
}

/** RFC 9111 §5.1: of a list, the first member counts; an age that is not an integer is ignored. */
function ageOf(error: unknown): number {
  const [age = ''] = (headerOf(error, 'age') ?? '').split(',', 1);
  return /^\d+$/.test(age.trim()) ? Number(age) * 1_000 : 0;
}
