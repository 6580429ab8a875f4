import type { Meanings } from './letters.js';
import { scripted, type Script, type SubscriptionFrames } from './scripted.js';
import type { StagesScheduler } from './stages-scheduler.js';
import { VirtualPromise } from './virtual-promise.js';

/** What a letter of {@link FakeAxios}' marbles stands for: a response, of which only what matters need be said. */
export interface FakeResponse {
  /** @default 200 */
  readonly status?: number | undefined;
  /** @default '' */
  readonly statusText?: string | undefined;
  /** In lower case, as axios has them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly data?: unknown;
}

/** What of a request's config a {@link FakeAxios} heeds. */
export interface FakeConfig {
  readonly url?: string | undefined;
  /** @default 'get' */
  readonly method?: string | undefined;
  /** Added to the URL. */
  readonly params?: unknown;
  readonly data?: unknown;
  readonly signal?:
    | {
        readonly aborted: boolean;
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
export interface FakeAxiosResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: never;
  readonly config: never;
}

/** One request that a {@link FakeAxios} was asked for. */
export interface FakeRequest {
  /** The method and the URL, as in its marbles: `GET /users/1`. */
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
  request(config: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  get(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  delete(url: string, config?: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  post(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  put(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  patch(url: string, data?: unknown, config?: FakeConfig): VirtualPromise<FakeAxiosResponse>;
  /** All requests, in order. Read after the test's expectations it plays what is left of the virtual time first. */
  readonly requests: readonly FakeRequest[];
  /**
   * What `expectSubscriptions` takes: when the requests of a route were made and answered, or aborted.
   *
   * @param route - the method and the URL
   * @param request - which request of that route, from 1
   * @default request all of them, in order
   */
  subscriptions(route: string, request?: number): SubscriptionFrames[];
}

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
  const answers = scripted<unknown, string>(scheduler, routes, responses, { '#': networkError, ...errors }, { keyOf: (route) => route });

  const request = (given: FakeConfig): VirtualPromise<FakeAxiosResponse> => {
    // As axios fills it in.
    const config = { ...given, method: (given.method ?? 'get').toLowerCase() };
    const route = routeOf(config);
    const attempt = (asked.get(route) ?? 0) + 1;
    asked.set(route, attempt);
    const answer = new VirtualPromise<FakeAxiosResponse>();
    const known: Changeable<FakeRequest> = { route, config, subscribedFrame: scheduler.frame, unsubscribedFrame: Infinity, aborted: false };
    requests.push(known);
    const over = (): void => {
      known.unsubscribedFrame = scheduler.frame;
      subscription.unsubscribe();
      config.signal?.removeEventListener?.('abort', abort);
    };
    const subscription = scheduler
      .orProblem(() => {
        if (!Object.hasOwn(routes, route)) throw new Error(`fakeAxios: nobody answers ${route}, only ${Object.keys(routes).join(', ') || 'nothing'}`);
        return answers(route, { attempt });
      })
      .subscribe({
        next: (letter) => {
          over();
          const response = responseOf(letter, config);
          const isAnswer = config.validateStatus === null || (config.validateStatus ?? isSuccess)(response.status);
          if (isAnswer) answer.fulfil(response);
          else answer.reject(axiosError(`Request failed with status code ${String(response.status)}`, codeOf(response.status), config, response));
        },
        error: (reason: unknown) => {
          over();
          answer.reject(reason === networkError ? axiosError('Network Error', 'ERR_NETWORK', config) : reason);
        },
      });
    const abort = (): void => {
      known.aborted = true;
      over();
      answer.reject(Object.assign(axiosError('canceled', 'ERR_CANCELED', config), { name: 'CanceledError', __CANCEL__: true }));
    };
    if (config.signal?.aborted === true) abort();
    else if (!subscription.closed) config.signal?.addEventListener?.('abort', abort);
    return answer;
  };

  const without = (method: string) => (url: string, config?: FakeConfig) => request({ ...config, method, url });
  const withBody = (method: string) => (url: string, data?: unknown, config?: FakeConfig) => request({ ...config, method, url, data });
  return {
    request,
    get: without('get'),
    delete: without('delete'),
    post: withBody('post'),
    put: withBody('put'),
    patch: withBody('patch'),
    subscriptions: (route, number) => answers.subscriptions(route, number),
    get requests() {
      scheduler.settle();
      return requests;
    },
  };
}

/** What `#` stands for, unless something else is said. */
const networkError = Symbol('network error');

function routeOf({ method, url = '', params }: FakeConfig & { readonly method: string }): string {
  const query = params === undefined || params === null ? '' : String(new URLSearchParams(params as Record<string, string>));
  return `${method.toUpperCase()} ${url}${query === '' ? '' : `${url.includes('?') ? '&' : '?'}${query}`}`;
}

function responseOf(given: unknown, config: FakeConfig): FakeAxiosResponse {
  // A letter that nothing is said of is the data itself.
  const { status = 200, statusText = '', headers = {}, data } = typeof given === 'string' ? { data: given } : (given as FakeResponse);
  return { status, statusText, headers, data: data as never, config: config as never };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function codeOf(status: number): string {
  return status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
}

/** What axios rejects with, as `axios.isAxiosError` knows it. */
function axiosError(message: string, code: string, config: FakeConfig, response?: FakeAxiosResponse): Error {
  return Object.assign(new Error(message), { name: 'AxiosError', isAxiosError: true, code, config, response, status: response?.status });
}
