import type { AxiosRequestConfig, GenericAbortSignal } from 'axios';

/**
 * What {@link fromAxios} needs of a client. Axios itself, the result of `axios.create()` and a
 * small test double all fit.
 *
 * It is structural, not an axios class: axios ships its types twice, for `import` and for
 * `require`, and instances of one are not assignable to the other.
 */
export interface AxiosClient {
  /**
   * What the client adds to every config that does not set it. Only these two properties matter
   * here.
   */
  readonly defaults?: { readonly signal?: GenericAbortSignal | undefined; readonly transformResponse?: unknown };
  /**
   * Makes one request.
   *
   * @param config - its `signal` aborts when the response is no longer needed
   * @returns the response, as soon as it arrives
   */
  request(config: AxiosRequestConfig): PromiseLike<{ readonly data: unknown }>;
}
