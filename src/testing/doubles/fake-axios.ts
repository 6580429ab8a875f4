import type { Meanings } from '../diagrams/letters.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { uriOf } from './axios-route.js';
import { configOf, defaultsOf, type Defaults } from './fake-config.js';
import { InterceptorChain, type FakeInterceptors } from './fake-interceptors.js';
import type { FakeAxiosResponse, FakeConfig, FakeRequest, FakeResponse } from './fake-request.js';
import { FakeServer } from './fake-server.js';
import type { Script } from './script.js';
import type { SubscriptionFrames } from './scripted.js';
import { VirtualPromise } from './virtual-promise.js';

export type { FakeAxiosResponse, FakeConfig, FakeRequest, FakeResponse } from './fake-request.js';

/**
 * The defaults of a {@link FakeAxios}: options for each config that does not set them. Any other
 * option of a config can be set, too.
 */
export interface FakeDefaults {
  baseURL?: string;
  signal?: AbortSignal;
  /**
   * As in axios: `headers.common` are the headers of all requests, `headers.get` those of one
   * method. The type `never` is assignable to the classes of every version of axios.
   */
  readonly headers: never;
}

/** Makes a request without a body. */
type Ask = <T = unknown, R = FakeAxiosResponse<T>>(url: string, config?: FakeConfig) => VirtualPromise<R>;

/** Makes a request with a body. */
type Send = <T = unknown, R = FakeAxiosResponse<T>>(url: string, data?: unknown, config?: FakeConfig) => VirtualPromise<R>;

/**
 * An axios instance in virtual time, for `fromAxios` and for the `HttpService` of `@nestjs/axios`.
 */
export interface FakeAxios {
  <T = unknown, R = FakeAxiosResponse<T>>(config: FakeConfig): VirtualPromise<R>;
  <T = unknown, R = FakeAxiosResponse<T>>(url: string, config?: FakeConfig): VirtualPromise<R>;
  readonly request: <T = unknown, R = FakeAxiosResponse<T>>(config: FakeConfig) => VirtualPromise<R>;
  readonly get: Ask;
  readonly delete: Ask;
  readonly head: Ask;
  readonly options: Ask;
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly query: Send;
  readonly postForm: Send;
  readonly putForm: Send;
  readonly patchForm: Send;
  readonly defaults: FakeDefaults;
  /** Interceptors must return synchronously: a promise settles in real time, and fails the test. */
  readonly interceptors: { readonly request: FakeInterceptors; readonly response: FakeInterceptors };
  /**
   * Creates another instance that answers with the same marbles.
   *
   * @param config - its defaults, merged over those of this instance
   * @returns the new instance, with its own interceptors
   */
  create(config?: FakeConfig): FakeAxios;
  /** Returns the URL of a request, with the query decoded and sorted by name. */
  getUri(config?: FakeConfig): string;
  /**
   * All requests, in order. If read after the test's expectations, it first runs the rest of the
   * virtual time.
   */
  readonly requests: readonly FakeRequest[];
  /**
   * Returns when the requests of a route were made and answered, or aborted, for
   * `expectSubscriptions`.
   *
   * @param route - the method and the URL
   * @default route all routes, in the order of their requests
   * @param request - the number of the request of that route, from 1
   * @default request all of them, in order
   * @throws Error if there are no marbles for the route or the request
   */
  subscriptions(route?: string, request?: number): SubscriptionFrames[];
}

/** Creates a client that runs on a scheduler. */
export function fakeAxios(
  scheduler: StagesScheduler,
  routes: Script,
  responses: Readonly<Record<string, FakeResponse>> = {},
  errors: Meanings = {},
): FakeAxios {
  return instanceOf(scheduler, new FakeServer(scheduler, routes, responses, errors), defaultsOf({}));
}

function instanceOf(scheduler: StagesScheduler, server: FakeServer, defaults: Defaults): FakeAxios {
  const noteProblem = (error: Error): void => {
    scheduler.noteProblem(error);
  };
  const interceptors = { request: new InterceptorChain(noteProblem), response: new InterceptorChain(noteProblem) };

  const request = <R>(own: FakeConfig): VirtualPromise<R> => {
    scheduler.assertGoingOn();
    const config = configOf(defaults, own);
    // As in axios, the request interceptor that was added last runs first.
    const before = interceptors.request.for(config).reverse();
    const after = interceptors.response.for(config);
    const begin: VirtualPromise<unknown> = VirtualPromise.of(config, scheduler.unhandled);
    const intercepted = before.reduce((promise, intercept) => intercept(promise), begin);
    const answer = intercepted.then((own) => server.answer(own as FakeConfig));
    return after.reduce<VirtualPromise<unknown>>((promise, intercept) => intercept(promise), answer) as VirtualPromise<R>;
  };
  const ask =
    (method: string): Ask =>
    (url, config) =>
      request({ ...config, method, url });
  const send =
    (method: string): Send =>
    (url, data, config) =>
      request({ ...config, method, url, data });

  const instance = <R>(configOrUrl: FakeConfig | string, config?: FakeConfig): VirtualPromise<R> =>
    request(typeof configOrUrl === 'string' ? { ...config, url: configOrUrl } : configOrUrl);
  const members: Omit<FakeAxios, 'requests'> = {
    request,
    get: ask('get'),
    delete: ask('delete'),
    head: ask('head'),
    options: ask('options'),
    post: send('post'),
    put: send('put'),
    patch: send('patch'),
    query: send('query'),
    postForm: send('post'),
    putForm: send('put'),
    patchForm: send('patch'),
    defaults: defaults as FakeDefaults,
    interceptors,
    create: (config = {}) => instanceOf(scheduler, server, defaultsOf(config, defaults)),
    getUri: (config = {}) => uriOf(configOf(defaults, config)),
    subscriptions: (route, number) => server.subscriptions(route, number),
  };
  const get = (): readonly FakeRequest[] => {
    scheduler.settle();
    return server.requests;
  };
  return Object.defineProperty(Object.assign(instance, members), 'requests', { get }) as unknown as FakeAxios;
}
