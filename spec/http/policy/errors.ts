import { AxiosError, AxiosHeaders, CanceledError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

/** What a request and its answer were, as far as a spec cares. */
export interface Failed {
  readonly status: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function configOf(method: string | undefined): InternalAxiosRequestConfig {
  return { headers: new AxiosHeaders(), ...(method === undefined ? {} : { method: method.toLowerCase() }) };
}

/** What axios rejects with for a status that it refuses. */
export function axiosError({ status, method = 'GET', headers = {} }: Failed, asHeaders: (headers: object) => unknown = asAxiosHeaders): AxiosError {
  const config = configOf(method);
  const response = { status, statusText: '', headers: asHeaders(headers), config, data: '' } as AxiosResponse;
  const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  return new AxiosError(`Request failed with status code ${String(status)}`, code, config, {}, response);
}

function asAxiosHeaders(headers: object): unknown {
  return new AxiosHeaders(headers as Record<string, string>);
}

/** What axios rejects with when there is no answer, or only a part of one. */
export function axiosFailure(code: string | undefined, { method = 'get', message = '', cause, status }: Partial<Failure> = {}): Error {
  const response = status === undefined ? undefined : ({ status, headers: {} } as AxiosResponse);
  const error = new AxiosError(message, code, configOf(method), {}, response);
  return cause === undefined ? error : Object.assign(error, { cause });
}

interface Failure {
  readonly method: string;
  readonly message: string;
  readonly cause: unknown;
  readonly status: number;
}

export function axiosCancelled(): AxiosError {
  return new CanceledError(undefined, configOf('get'));
}

/** Angular's error, which is the response and does not know the method. */
export function angularError({ status, headers = {} }: Failed): object {
  return { name: 'HttpErrorResponse', ok: false, status, headers: new Headers(headers), error: null };
}

/** What fetch answers with, thrown. */
function fetchResponse({ status, headers = {} }: Failed): Response {
  return new Response(null, { status, headers });
}

/** The error of ky, which has a Response and a Request of fetch. */
function kyError({ status, method = 'GET', headers = {} }: Failed): Error {
  const request = new Request('http://127.0.0.1/', { method });
  return Object.assign(new Error('Request failed'), { name: 'HTTPError', response: fetchResponse({ status, headers }), request });
}

/** The error of got, with a response of Node. */
function gotError({ status, method = 'GET', headers = {} }: Failed): Error {
  return Object.assign(new Error('Response code'), {
    name: 'HTTPError',
    code: 'ERR_NON_2XX_3XX_RESPONSE',
    response: { statusCode: status, headers },
    options: { method },
  });
}

/** Errors that have a response, by who makes them, and whether they know the method. */
export const ERRORS: readonly (readonly [kind: string, knowsMethod: boolean, make: (failed: Failed) => unknown])[] = [
  ['AxiosError', true, axiosError],
  ['AxiosError with plain headers', true, (failed) => axiosError(failed, (headers) => headers)],
  ["ky's HTTPError", true, kyError],
  ["got's HTTPError", true, gotError],
  ['HttpErrorResponse', false, angularError],
  ['fetch Response', false, fetchResponse],
];

/** An error with a code, as Node makes them. */
export function coded(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

/** What fetch rejects with. */
export function fetchFailure(message: string, cause?: unknown): TypeError {
  return cause === undefined ? new TypeError(message) : new TypeError(message, { cause });
}

/** Things that throw whatever is done with them, or answer with nonsense. */
export function monsters(): unknown[] {
  const raise = (): never => {
    throw new Error('do not touch');
  };
  const traps: ProxyHandler<object> = { get: raise, has: raise, ownKeys: raise, getPrototypeOf: raise, getOwnPropertyDescriptor: raise };
  const untouchable = new Proxy({}, traps);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const circle: { cause?: unknown; name: string } = { name: 'TypeError' };
  circle.cause = circle;
  return [
    ...[undefined, null, 0, NaN, 1n, '', 'ECONNRESET', Symbol('error'), true, () => 503, [], [503], Object.create(null)],
    ...[untouchable, revoked.proxy, circle],
    { response: untouchable },
    { response: { status: 503, headers: untouchable }, config: { method: 'get' } },
    { response: { status: 429, headers: { get: raise } }, config: untouchable },
    { status: 503, headers: new Proxy({}, { ownKeys: raise }) },
    { status: 503, headers: { get: () => untouchable } },
    { status: '503', headers: 'Retry-After: 1', config: { method: 7 } },
    { code: untouchable, name: untouchable, message: untouchable, cause: untouchable },
    { name: 'TypeError', cause: untouchable },
    { code: 'ERR_BAD_RESPONSE', message: Symbol('message') },
    Object.defineProperty({}, 'code', { get: raise }),
  ];
}
