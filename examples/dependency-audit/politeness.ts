import { concurrencyLimit } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';

/**
 * How a registry is asked, by however many stages: each is given all of this.
 *
 * The POST requests of this audit only query, so retrying them is safe, as it is for GET. A failed request is retried up to three times, after a growing delay or the one that `Retry-After` names; a 404 is not retried. The limit is
 * one for the whole host: a 429 that one request gets pauses all of them. A silent registry is the client's to notice, whose timeouts are retried; the stage's
 * own is for an answer that comes drop by drop.
 *
 * @param atOnce - how many requests may be under way
 */
export function politely(atOnce: number) {
  return { limit: concurrencyLimit(atOnce), retry: httpRetry({ count: 3, methods: ['GET', 'POST'] }), timeout: 60_000 };
}
