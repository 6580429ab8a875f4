import type { Destination } from './axios-route.js';
import type { FakeCancelToken } from './cancel-token.js';

/** What a letter of `FakeAxios`' marbles stands for: a response, of which only what matters need be said. */
export interface FakeResponse {
  /** @default 200 */
  readonly status?: number | undefined;
  /** @default '' */
  readonly statusText?: string | undefined;
  /** Given in lower case, as axios does. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly data?: unknown;
}

/** What of a request's config a `FakeAxios` heeds. */
export interface FakeConfig extends Destination {
  readonly headers?: object | undefined;
  readonly data?: unknown;
  /** Cancels the request before it is answered, as `signal` does. */
  readonly cancelToken?: FakeCancelToken | undefined;
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

/** What a `FakeAxios` answers with: what axios does. */
export interface FakeAxiosResponse<T = unknown> {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: T;
  readonly config: FakeConfig;
}

/** One request that a `FakeAxios` was asked for. */
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
