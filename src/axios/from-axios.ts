import axios, { type AxiosRequestConfig, type AxiosResponse, type AxiosResponseTransformer } from 'axios';
import { Observable } from 'rxjs';
import { check, has, OBJECT, type Rule } from '../check.js';
import { propertyOf } from '../property-of.js';
import type { AxiosClient } from './axios-client.js';
import { Bodies } from './bodies.js';
import { follow } from './follow.js';

/**
 * A `URL` is an object, too, but has none of the properties of a config: axios would request
 * nothing useful.
 */
const CONFIG: Rule = ['a request config or a URL string', (value) => OBJECT[1](value) && !(value instanceof URL)];

const CLIENT: Rule = ['axios, or an object with a `request` method', (value) => has(value, 'request')];

/**
 * Makes an axios request on each subscription, and aborts it when unsubscribed.
 *
 * ```
 * fromAxios(config):   ^---------(r|)       one response, then completion
 * fails:               ^---------#          what axios rejects with
 * unsubscribed:        ^----!               aborted, its socket closed
 * a stream:            ^---------r------|   completion when its body has been read
 * unsubscribed:        ^---------r---!      its body destroyed, its socket closed
 * ```
 *
 * Use when requests are cancelled together with what needs them: in a stage, with `switchMap`,
 * `takeUntil` or `timeout`. In a project that is an async function, prefer
 * `axios.get(url, { signal })` with the signal of {@link StageContext}. Plain
 * `from(axios.get(url))` sends its request before anything subscribes, once for all subscribers,
 * and does not cancel it.
 *
 * Cancellation: every request has its own `AbortController`. It aborts if the subscription ends
 * first, and never after the request has ended. A `signal` in the config, or in the client's
 * defaults, works as well: its abort fails the request as it does in axios.
 *
 * Streams: with `responseType: 'stream'`, the request and the subscription last until the body has
 * ended, and a stage's slot is held until then.
 *
 * - The Observable completes when the body has been read to its end, or its reader has stopped. If
 *   the body fails, the Observable and the reader get the error.
 * - Unsubscribing earlier destroys the body: its reader gets an error, never a premature end.
 * - Read every body or destroy it. Stay subscribed meanwhile, which `firstValueFrom` and `take(1)`
 *   do not.
 * - Do not make the stage `atomic`: nothing could read a response that is held back.
 * - The body of a status that `validateStatus` rejects is destroyed. Accept the statuses whose
 *   bodies you need.
 *
 * Interceptors: the body is followed whatever they turn it into: `(r) => r.data`, an object around
 * it, a stream that it is piped into. If they fail the request or repeat it, the body is destroyed.
 *
 * Errors: whatever the client rejects with or throws is passed on unchanged. With axios this is an
 * `AxiosError`, also for a status that `validateStatus` rejects. The `timeout` of its http adapter
 * does not end a response that trickles in; a stage's `timeout` does.
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
 * @example
 * ```ts
 * import { createWriteStream } from 'node:fs';
 * import type { Readable } from 'node:stream';
 * import { pipeline as pipe } from 'node:stream/promises';
 * import { mergeMap } from 'rxjs';
 * import { stage } from 'rxjs-stages';
 * import { fromAxios } from 'rxjs-stages/axios';
 *
 * const save = stage(
 *   'save',
 *   (name: string) =>
 *     fromAxios<Readable>({ url: `https://example.org/files/${name}`, responseType: 'stream' }).pipe(
 *       mergeMap(async ({ data }) => {
 *         await pipe(data, createWriteStream(name));
 *         return name;
 *       }),
 *     ),
 *   { concurrency: 2 }, // two downloads at a time, to their last byte
 * );
 *
 * save(['a.tgz', 'b.tgz', 'c.tgz']).subscribe((outcome) => console.log(outcome.inputs[0], outcome.status));
 * ```
 *
 * @typeParam T - the response's `data`, which is not checked
 * @param config - what `axios.request` accepts, or the URL of a GET request; it is not modified
 * @param client - axios, the result of `axios.create()`, or a test double
 * @default client axios
 * @returns a cold Observable of one response. It completes at once, or with the body if that is a
 *   stream
 * @throws TypeError if `config` or `client` is invalid; the message names it and quotes its value
 */
export function fromAxios<T = unknown>(config: string | AxiosRequestConfig, client: AxiosClient = axios): Observable<AxiosResponse<T>> {
  const request = typeof config === 'string' ? { url: config } : config;
  check('fromAxios: config', CONFIG, request);
  check('fromAxios: client', CLIENT, client);

  return new Observable((subscriber) => {
    const controller = new AbortController();
    const bodies = new Bodies(subscriber);
    let pending = true;
    const { signal = client.defaults?.signal } = request;
    subscriber.add(follow(signal, controller));
    client.request({ ...request, ...shown(request, client, (data) => bodies.take(data)), signal: controller.signal }).then(
      (response) => {
        pending = false;
        if (subscriber.closed) {
          bodies.discard(response);
          bodies.discard(propertyOf(response, 'data'));
          return;
        }
        subscriber.next(bodies.answer(response) as AxiosResponse<T>);
        bodies.answered();
      },
      (reason: unknown) => {
        pending = false;
        bodies.discard(propertyOf(propertyOf(reason, 'response'), 'data'));
        subscriber.error(reason);
      },
    );
    return () => {
      if (!pending && !bodies.open) return;
      controller.abort();
      bodies.destroy(controller.signal.reason);
    };
  });
}

/**
 * The part of a config that shows each body to us first: the first transform of responses. It is
 * added to the client's own transforms, and cannot be without them.
 */
function shown(request: AxiosRequestConfig, client: AxiosClient, take: (data: unknown) => unknown): AxiosRequestConfig {
  // As axios merges them: `null` counts as a value, and means no transforms.
  const { transformResponse = client.defaults?.transformResponse } = request;
  if (transformResponse === undefined) return {};
  return { transformResponse: [take, ...[transformResponse ?? []].flat()] as AxiosResponseTransformer[] };
}
