import type { Destination } from './axios-route.js';
import type { FakeCancelToken } from './cancel-token.js';

/**
 * The value of a letter in the marbles of `FakeAxios`: a response. Missing properties have
 * defaults.
 */
export interface FakeResponse {
  /** @default 200 */
  readonly status?: number | undefined;
  /** @default '' */
  readonly statusText?: string | undefined;
  /** Header names in lower case, as axios returns them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly data?: unknown;
}

/** The options of a request's config that `FakeAxios` respects. */
export interface FakeConfig extends Destination {
  readonly headers?: object | undefined;
  readonly data?: unknown;
  /** Cancels the request before it is answered, like `signal`. */
  readonly cancelToken?: FakeCancelToken | undefined;
  readonly signal?:
    | {
        readonly aborted?: boolean | undefined;
        readonly addEventListener?: ((type: 'abort', listener: () => void) => void) | undefined;
        readonly removeEventListener?: ((type: 'abort', listener: () => void) => void) | undefined;
      }
    | undefined;
  /**
   * Whether a status counts as success.
   *
   * @default validateStatus 2xx does
   */
  readonly validateStatus?: ((status: number) => boolean) | null | undefined;
}

/** The response of a `FakeAxios`, with the properties of an axios response. */
export interface FakeAxiosResponse<T = unknown> {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: T;
  readonly config: FakeConfig;
}

/** One request made with a `FakeAxios`. */
export interface FakeRequest {
  /**
   * The method and the URL, with the query decoded and sorted by name:
   * `GET /users?ids[]=1&sort=name`.
   */
  readonly route: string;
  readonly config: FakeConfig;
  /** When it was made, in ms of virtual time. */
  readonly subscribedFrame: number;
  /** When it was answered or aborted, in ms of virtual time; `Infinity` if neither happened. */
  readonly unsubscribedFrame: number;
  /** Whether it was aborted before it was answered. */
  readonly aborted: boolean;
}
