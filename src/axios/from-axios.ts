import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { Observable } from 'rxjs';
import { quote } from '../quote.js';
import type { AxiosClient } from './axios-client.js';
import { follow } from './follow.js';

/**
 * Makes an axios request each time it is subscribed to, and aborts it when it is unsubscribed from.
 *
 * ```
 * fromAxios(config):   ^---------(r|)    one response, then completion
 * fails:               ^---------#       what axios rejects with
 * unsubscribed:        ^----!            aborted, its socket closed
 * ```
 *
 * Use when requests are cancelled with what wants them: in a stage, under `switchMap`, `takeUntil` or `timeout`; prefer `axios.get(url, { signal })`
 * with the signal of {@link StageContext} in a project that is an async function. Bare `from(axios.get(url))` sends its request before anybody
 * subscribes, once for all of them, and lets it run on when they have gone.
 *
 * Cancellation: every request has an `AbortController` of its own, which aborts if the subscription ends first, never after the request has ended. A
 * `signal` in the config, or in the client's defaults, counts as well: its abort fails the request as it does in axios. With `responseType: 'stream'` a
 * request has ended when its response is there; from then on the body is its reader's to destroy.
 *
 * Errors: whatever the client rejects with or throws is passed on untouched; with axios an `AxiosError`, for a status that `validateStatus` refuses too.
 *
 * @example
 * ```ts
 * import axios from 'axios';
 * import { from, map } from 'rxjs';
 * import { listStage, pipeline, stage } from 'rxjs-stages';
 * import { fromAxios } from 'rxjs-stages/axios';
 *
 * interface Hit {
 *   readonly id: string;
 * }
 * interface Detail {
 *   readonly title: string;
 * }
 *
 * const api = axios.create({ baseURL: 'https://api.example.com', timeout: 5_000 });
 *
 * const search = listStage('search', (term: string) =>
 *   fromAxios<Hit[]>({ url: '/search', params: { term } }, api).pipe(map((response) => response.data)),
 * );
 * const detail = stage('detail', (hit: Hit) => fromAxios<Detail>(`/hits/${hit.id}`, api).pipe(map((response) => response.data)));
 *
 * const run = from(['rxjs', 'axios'])
 *   .pipe(pipeline(search, detail))
 *   .subscribe((outcome) => {
 *     if (outcome.status === 'fulfilled') console.log(outcome.inputs[0], outcome.value.title);
 *     else console.error(outcome.stage, outcome.reason);
 *   });
 *
 * process.once('SIGINT', () => run.unsubscribe()); // closes the socket of every request in flight
 * ```
 *
 * @typeParam T - the response's `data`, which is not checked
 * @param config - what `axios.request` takes, or the URL of a GET request; it is not changed
 * @param client - axios, what `axios.create()` returned, or a test's double
 * @default client axios
 * @returns a cold Observable of one response
 * @throws TypeError if `config` or `client` is none
 */
export function fromAxios<T = unknown>(config: string | AxiosRequestConfig, client: AxiosClient = axios): Observable<AxiosResponse<T>> {
  const request = typeof config === 'string' ? { url: config } : config;
  if (!isConfig(request)) throw new TypeError(`fromAxios: config must be a request config or a URL as a string, got ${quote(config)}`);
  if (!isClient(client)) throw new TypeError(`fromAxios: client must have a request method, as axios has, got ${quote(client)}`);

  return new Observable((subscriber) => {
    const controller = new AbortController();
    let pending = true;
    const { signal = client.defaults?.signal } = request;
    subscriber.add(follow(signal, controller));
    client.request({ ...request, signal: controller.signal }).then(
      (response) => {
        pending = false;
        subscriber.next(response as AxiosResponse<T>);
        subscriber.complete();
      },
      (reason: unknown) => {
        pending = false;
        subscriber.error(reason);
      },
    );
    return () => {
      if (pending) controller.abort();
    };
  });
}

/** A `URL` is an object too, and without one property of a config: it would ask for nothing at all. */
function isConfig(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof URL);
}

function isClient(value: unknown): boolean {
  return typeof (value as Partial<AxiosClient> | null)?.request === 'function';
}
