import { check, OBJECT, type Rule } from '../../check.js';
import { quote } from '../../quote.js';
import type { Meanings } from '../diagrams/letters.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { canonical, routeOf, type Destination } from './axios-route.js';
import { ANY, type Script } from './script.js';
import { answersOf, type SubscriptionFrames } from './scripted.js';
import { VirtualPromise } from './virtual-promise.js';

/** What a letter of {@link FakeAxios}' marbles stands for: a response, of which only what matters need be said. */
export interface FakeResponse {
  /** @default 200 */
  readonly status?: number | undefined;
  /** @default '' */
  readonly statusText?: string | undefined;
  /** Given in lower case, as axios does. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly data?: unknown;
}

/** What of a request's config a {@link FakeAxios} heeds. */
export interface FakeConfig extends Destination {
  readonly data?: unknown;
  readonly signal?:
    | {
        readonly aborted?: boolean | undefined;
        readonly addEventListener?: ((type: 'abort', listener: () => void) => void) | undefined;
        readonly removeEventListener?: ((type: 'abort', listener: () => void) => void) | undefined;
      }
    | undefined;
  /**
   * Whether a status is an answer, and not a failure.
   *
   * @default validateStatus 2xx is
   */
  readonly validateStatus?: ((status: number) => boolean) | null | undefined;
}

/** What a {@link FakeAxios} answers with: what axios does. */
export interface FakeAxiosResponse<T = unknown> {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: T;
  readonly config: FakeConfig;
}

/** One request that a {@link FakeAxios} was asked for. */
export interface FakeRequest {
  /** The method and the URL, the query decoded and by name: `GET /users?ids[]=1&sort=name`. */
  readonly route: string;
  readonly config: FakeConfig;
  /** When it was made, in ms. */
  readonly subscribedFrame: number;
  /** When it was answered or aborted, in ms; `Infinity` if it never was. */
  readonly unsubscribedFrame: number;
  /** Whether it was aborted before it was answered. */
  readonly aborted: boolean;
}

/** A client that `fromAxios` takes, in virtual time. */
export interface FakeAxios {
  request<T = unknown>(config: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  get<T = unknown>(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  delete<T = unknown>(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  head<T = unknown>(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  options<T = unknown>(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  post<T = unknown>(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  put<T = unknown>(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  patch<T = unknown>(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse<T>>;
  /** All requests, in order. Read after the test's expectations it plays what is left of the virtual time first. */
  readonly requests: readonly FakeRequest[];
  /**
   * What `expectSubscriptions` takes: when the requests of a route were made and answered, or aborted.
   *
   * @param route - the method and the URL
   * @default route all routes, in the order of their requests
   * @param request - which request of that route, from 1
   * @default request all of them, in order
   * @throws Error if there are no marbles for that
   */
  subscriptions(route?: string, request?: number): SubscriptionFrames[];
}

const ROUTE: Rule = ["a method and a URL, such as 'GET /users'", (value) => /^[a-z]+\s+\S/i.test(String(value))];

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Makes a client of a scheduler. */
export function fakeAxios(
  scheduler: StagesScheduler,
  routes: Script,
  responses: Readonly<Record<string, FakeResponse>> = {},
  errors: Meanings = {},
): FakeAxios {
  const requests: Changeable<FakeRequest>[] = [];
  const asked = new Map<string, number>();
  const script = scriptOf(routes);
  const answers = answersOf('fakeAxios', scheduler, script, responses, { '#': networkError, ...errors });

  const request = <T>(given: FakeConfig): VirtualPromise<FakeAxiosResponse<T>> => {
    scheduler.assertGoingOn();
    // As axios fills it in.
    const config = { ...given, method: (given.method ?? 'get').toLowerCase() };
    const route = routeOf(config);
    const answer = new VirtualPromise<FakeAxiosResponse<T>>(scheduler.unhandled);
    const known: Changeable<FakeRequest> = { route, config, subscribedFrame: scheduler.ms, unsubscribedFrame: Infinity, aborted: false };
    requests.push(known);
    const abort = (): void => {
      known.aborted = true;
      known.unsubscribedFrame = scheduler.ms;
      answer.reject(Object.assign(axiosError('canceled', 'ERR_CANCELED', config), { name: 'CanceledError', __CANCEL__: true }));
    };
    if (config.signal?.aborted === true) {
      abort();
      return answer;
    }

    const attempt = (asked.get(route) ?? 0) + 1;
    asked.set(route, attempt);
    const settle = (): void => {
      known.unsubscribedFrame = scheduler.ms;
      subscription.unsubscribe();
      config.signal?.removeEventListener?.('abort', onAbort);
    };
    const onAbort = (): void => {
      if (scheduler.over) return;
      settle();
      abort();
    };
    const subscription = scheduler
      .orProblem(() => answers.to(route, attempt))
      .subscribe({
        next: (letter) => {
          settle();
          const response = responseOf<T>(letter, config);
          const isAnswer = config.validateStatus === null || (config.validateStatus ?? isSuccess)(response.status);
          if (isAnswer) answer.fulfil(response);
          else answer.reject(axiosError(`Request failed with status code ${String(response.status)}`, codeOf(response.status), config, response));
        },
        error: (reason: unknown) => {
          settle();
          answer.reject(reason === networkError ? axiosError('Network Error', 'ERR_NETWORK', config) : reason);
        },
        complete: () => {
          scheduler.noteProblem(
            new Error(`fakeAxios: the marbles of ${quote(route)} end without a response: use a letter for one, or # for a network error`),
          );
        },
      });
    config.signal?.addEventListener?.('abort', onAbort);
    return answer;
  };

  const without =
    (method: string) =>
    <T>(url: string, config?: FakeConfig) =>
      request<T>({ ...config, method, url });
  const withBody =
    (method: string) =>
    <T>(url: string, data?: unknown, config?: FakeConfig) =>
      request<T>({ ...config, method, url, data });
  return {
    request,
    get: without('get'),
    delete: without('delete'),
    head: without('head'),
    options: without('options'),
    post: withBody('post'),
    put: withBody('put'),
    patch: withBody('patch'),
    subscriptions: (route, number) => answers.subscriptions(route === undefined ? route : canonical(route), number),
    get requests() {
      scheduler.settle();
      return requests;
    },
  };
}

/** A script by routes as they are compared. */
function scriptOf(routes: Script): Script {
  check('fakeAxios: routes', OBJECT, routes);
  const script: Record<string, string | readonly string[]> = {};
  for (const [given, marbles] of Object.entries(routes)) {
    if (given !== ANY) check('fakeAxios: each route', ROUTE, given);
    const route = given === ANY ? ANY : canonical(given);
    if (Object.hasOwn(script, route)) throw new TypeError(`fakeAxios: two routes are the same request, ${quote(route)}`);
    script[route] = marbles;
  }
  return script;
}

/** What `#` stands for, unless something else is said. */
const networkError = Symbol('network error');

function responseOf<T>(given: unknown, config: FakeConfig): FakeAxiosResponse<T> {
  // A letter that nothing is said of is the data itself, and so is whatever is no object.
  const isResponse = typeof given === 'object' && given !== null;
  const { status = 200, statusText = '', headers = {}, data } = isResponse ? (given as FakeResponse) : { data: given };
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status, statusText, headers: lowerCase, data: data as T, config };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function codeOf(status: number): string {
  return status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
}

/** What axios rejects with, as `axios.isAxiosError` knows it. */
function axiosError(message: string, code: string, config: FakeConfig, response?: FakeAxiosResponse): Error {
  const known = { name: 'AxiosError', code, config, response, status: response?.status };
  const toJSON = (): object => ({ message, name: 'AxiosError', code, config, status: response?.status });
  return Object.assign(new Error(message), known, { isAxiosError: true, toJSON });
}
