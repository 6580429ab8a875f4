import { concurrencyLimit } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';

/**
 * How a registry is asked, by however many stages: each is given all of this.
 *
 * A POST is a query here, so it may be made twice as a GET may. A request that a retry can save is made again, up to three times, after a delay that grows or as long as `Retry-After` says; a 404 is final. The limit is
 * one for the whole host: a 429 that one request gets pauses all of them. A silent registry is the client's to notice, whose timeouts are retried; the stage's
 * own is for an answer that comes drop by drop.
 *
 * @param atOnce - how many requests may be under way
 */
export function politely(atOnce: number) {
  return { limit: concurrencyLimit(atOnce), retry: httpRetry({ count: 3, methods: ['GET', 'POST'] }), timeout: 60_000 };
}
