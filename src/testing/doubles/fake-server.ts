import { check, OBJECT, type Rule } from '../../check.js';
import { quote } from '../../quote.js';
import type { Meanings } from '../diagrams/letters.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { axiosError, canceledError, statusError } from './axios-error.js';
import { canonical, routeOf } from './axios-route.js';
import { onCancel } from './cancel-token.js';
import type { FakeAxiosResponse, FakeConfig, FakeRequest, FakeResponse } from './fake-request.js';
import { FakeHeaders } from './fake-headers.js';
import { ANY, type Script } from './script.js';
import { answersOf, type Answers, type SubscriptionFrames } from './scripted.js';
import { VirtualPromise } from './virtual-promise.js';

const ROUTE: Rule = ["a method and a URL, such as 'GET /users'", (value) => /^[a-z]+\s+\S/i.test(String(value))];

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The default value of `#`. */
const networkError = Symbol('network error');

/** Answers requests with marbles, and records them. */
export class FakeServer {
  /** All requests, in order. */
  readonly requests: Changeable<FakeRequest>[] = [];
  readonly #asked = new Map<string, number>();
  readonly #scheduler: StagesScheduler;
  readonly #answers: Answers;

  constructor(scheduler: StagesScheduler, routes: Script, responses: Readonly<Record<string, FakeResponse>>, errors: Meanings) {
    this.#scheduler = scheduler;
    this.#answers = answersOf('fakeAxios', scheduler, scriptOf(routes), responses, { '#': networkError, ...errors });
  }

  subscriptions(route?: string, request?: number): SubscriptionFrames[] {
    return this.#answers.subscriptions(route === undefined ? route : canonical(route), request);
  }

  /** Answers one request, unless it is cancelled first. */
  answer(config: FakeConfig): VirtualPromise<FakeAxiosResponse> {
    const scheduler = this.#scheduler;
    const { cancelToken, signal } = config;
    const route = routeOf(config);
    const answer = new VirtualPromise<FakeAxiosResponse>(scheduler.unhandled);
    const request: Changeable<FakeRequest> = { route, config, subscribedFrame: scheduler.ms, unsubscribedFrame: Infinity, aborted: false };
    this.requests.push(request);
    const abort = (reason: unknown): void => {
      request.aborted = true;
      request.unsubscribedFrame = scheduler.ms;
      answer.reject(reason);
    };
    const reason = cancelToken?.reason ?? (signal?.aborted === true ? canceledError(config) : undefined);
    if (reason !== undefined) {
      abort(reason);
      return answer;
    }

    const settle = (): void => {
      request.unsubscribedFrame = scheduler.ms;
      subscription.unsubscribe();
      signal?.removeEventListener?.('abort', onAbort);
      stopWatching?.();
    };
    const cancel = (reason: unknown): void => {
      if (scheduler.over) return;
      settle();
      abort(reason);
    };
    const onAbort = (): void => {
      cancel(canceledError(config));
    };
    const subscription = this.#ask(route).subscribe({
      next: (letter) => {
        settle();
        const response = responseOf(letter, config);
        const isAnswer = config.validateStatus === null || (config.validateStatus ?? isSuccess)(response.status);
        if (isAnswer) answer.fulfil(response);
        else answer.reject(statusError(response));
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
    signal?.addEventListener?.('abort', onAbort);
    const stopWatching = cancelToken === undefined ? undefined : onCancel(cancelToken, cancel);
    return answer;
  }

  #ask(route: string): ReturnType<Answers['to']> {
    const attempt = (this.#asked.get(route) ?? 0) + 1;
    this.#asked.set(route, attempt);
    return this.#scheduler.orProblem(() => this.#answers.to(route, attempt));
  }
}

/** The script by routes in the form in which they are compared. */
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

function responseOf(given: unknown, config: FakeConfig): FakeAxiosResponse {
  // A letter without a value is the data itself, and so is any value that is not an object.
  const isResponse = typeof given === 'object' && given !== null;
  const { status = 200, statusText = '', headers = {}, data } = isResponse ? (given as FakeResponse) : { data: given };
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status, statusText, headers: new FakeHeaders(lowerCase) as object as FakeAxiosResponse['headers'], data, config };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
