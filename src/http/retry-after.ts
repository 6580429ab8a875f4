import { asyncScheduler } from 'rxjs';
import { headerOf } from './http-failure.js';
import { readHttpDate } from './http-date.js';

/**
 * How long the server asks to be left alone by `Retry-After` (RFC 9110 §10.2.3): seconds, or a date, which is read against the response's own `Date` because
 * the server's clock may be wrong, or ours. If the response has none, ours is all there is: that of rxjs, which a TestScheduler makes virtual.
 *
 * @returns ms, `undefined` if the server does not say, says what cannot be read, or names a moment that is over
 */
export function retryAfter(error: unknown): number | undefined {
  const header = headerOf(error, 'retry-after') ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const moment = readHttpDate(header);
  if (moment === undefined) return undefined;
  const ms = moment - (readHttpDate(headerOf(error, 'date') ?? '') ?? asyncScheduler.now());
  return ms >= 0 ? ms : undefined;
}
