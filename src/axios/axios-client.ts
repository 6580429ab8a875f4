import type { AxiosRequestConfig, GenericAbortSignal } from 'axios';

/**
 * What {@link fromAxios} needs of a client: axios itself, what `axios.create()` returns and a small test double all fit.
 *
 * It says what a client does and not which class it is of: axios ships its types once for `import` and once for `require`, and an instance of the
 * one is no instance of the other.
 */
export interface AxiosClient {
  /** What the client adds to every config that has none of its own. Only these matter here. */
  readonly defaults?: { readonly signal?: GenericAbortSignal | undefined; readonly transformResponse?: unknown };
  /**
   * Makes one request.
   *
   * @param config - its `signal` aborts when the answer is no longer wanted
   * @returns the response, as soon as it is there
   */
  request(config: AxiosRequestConfig): PromiseLike<{ readonly data: unknown }>;
}
