import axios, { type AxiosRequestConfig, type AxiosResponse, type AxiosResponseTransformer } from 'axios';
import { Observable } from 'rxjs';
import { check, has, OBJECT, type Rule } from '../check.js';
import { propertyOf } from '../property-of.js';
import type { AxiosClient } from './axios-client.js';
import { Bodies } from './bodies.js';
import { follow } from './follow.js';

/** A `URL` is an object too, and without one property of a config: it would ask for nothing at all. */
const CONFIG: Rule = ['a request config or a URL string', (value) => OBJECT[1](value) && !(value instanceof URL)];

const CLIENT: Rule = ['axios, or an object with a `request` method', (value) => has(value, 'request')];

/**
 * Makes an axios request each time it is subscribed to, and aborts it when it is unsubscribed from.
 *
 * ```
 * fromAxios(config):   ^---------(r|)       one response, then completion
 * fails:               ^---------#          what axios rejects with
 * unsubscribed:        ^----!               aborted, its socket closed
 * a stream:            ^---------r------|   completion when its body has been read
 * unsubscribed:        ^---------r---!      its body destroyed, its socket closed
 * ```
 *
 * Use when requests are cancelled with what wants them: in a stage, under `switchMap`, `takeUntil` or `timeout`; prefer `axios.get(url, { signal })`
 * with the signal of {@link StageContext} in a project that is an async function. Bare `from(axios.get(url))` sends its request before anybody
 * subscribes, once for all of them, and lets it run on when they have gone.
 *
 * Cancellation: every request has an `AbortController` of its own, which aborts if the subscription ends first, never after the request has ended. A
 * `signal` in the config, or in the client's defaults, counts as well: its abort fails the request as it does in axios.
 *
 * Streams: with `responseType: 'stream'` the request goes on until its body has ended, and so does the subscription, and a stage's slot with it. It completes
 * when the body has been read to its end or its reader has left it, and fails if the body breaks, of which the reader is told as well. Unsubscribing before
 * that destroys the body: its reader gets an error, never an end that is none. So read every body or destroy it, keep the subscription meanwhile
 * (`firstValueFrom` and `take(1)` do not), and do not make the stage `atomic`, for nobody gets to read a response that is held back. The body of a status
 * that `validateStatus` refuses is destroyed; let it accept those whose body you want.
 *
 * Interceptors: the body is followed whatever they make of it: `(r) => r.data`, an object around it, a
 * stream that it is piped into. If they fail the request or repeat it, the body is destroyed.
 *
 * Errors: whatever the client rejects with or throws is passed on untouched; with axios an `AxiosError`, for a status that `validateStatus` refuses too.
 * The `timeout` of its http adapter does not end an answer that drips, a byte now and then; a stage's `timeout` does.
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
 * @param config - what `axios.request` takes, or the URL of a GET request; it is not changed
 * @param client - axios, what `axios.create()` returned, or a test's double
 * @default client axios
 * @returns a cold Observable of one response, which completes at once, or with the body if that is a stream
 * @throws TypeError if `config` or `client` is none
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
 * The part of a config that shows each body to us, before anybody else gets it: the first transform of
 * responses. Without the client's own transforms none can be added to them.
 */
function shown(request: AxiosRequestConfig, client: AxiosClient, take: (data: unknown) => unknown): AxiosRequestConfig {
  // As axios merges them: `null` counts as given, and has no transforms.
  const { transformResponse = client.defaults?.transformResponse } = request;
  if (transformResponse === undefined) return {};
  return { transformResponse: [take, ...[transformResponse ?? []].flat()] as AxiosResponseTransformer[] };
}
