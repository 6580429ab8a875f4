import { StageTimeoutError } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { angularError, axiosCancelled, axiosError, axiosFailure, coded, ERRORS, fetchFailure, monsters } from './errors';

const STATUSES = [
  101, 200, 204, 301, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 451, 500, 501, 502, 503, 504, 505, 511, 599,
];
const WORTH = [408, 425, 429, 500, 502, 503, 504];
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'POST', 'PATCH', 'LINK'];
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

function isRetried(error: unknown, options: Partial<Parameters<typeof httpRetry>[0] & object> = {}): boolean | undefined {
  return httpRetry({ count: 1, ...options }).when?.(error);
}

/** Each status and method of which a policy makes requests again. */
function retried(make: (failed: { status: number; method: string }) => unknown, options: Parameters<typeof isRetried>[1] = {}): string[] {
  // A fetch Response is never made with a status of 1xx.
  const pairs = STATUSES.filter((status) => status >= 200).flatMap((status) => METHODS.map((method) => ({ status, method })));
  return pairs.filter((failed) => isRetried(make(failed), options)).map(({ status, method }) => `${method} ${String(status)}`);
}

function pairs(statuses: readonly number[], methods: readonly string[]): string[] {
  return statuses.flatMap((status) => methods.map((method) => `${method} ${String(status)}`));
}

describe('httpRetry, by the answer', () => {
  describe.each(ERRORS)('of %s', (_, knowsMethod, make) => {
    const knownAlone = (methods: readonly string[]): readonly string[] => (knowsMethod ? methods : []);

    it('retries what is transient, of methods that are idempotent, if they are known', () => {
      expect(retried(make)).toEqual(pairs(WORTH, knownAlone(IDEMPOTENT)));
    });

    it('goes by the methods that it is given', () => {
      expect(retried(make, { methods: ['post', 'GET'] })).toEqual(pairs(WORTH, knownAlone(['GET', 'POST'])));
      expect(retried(make, { methods: [] })).toEqual([]);
      expect(retried(make, { methods: 'any' })).toEqual(pairs(WORTH, METHODS));
    });

    it('goes by the statuses that it is given, and no others', () => {
      expect(retried(make, { methods: 'any', statuses: [404, 204, 599] })).toEqual(pairs([204, 404, 599], METHODS));
      expect(retried(make, { methods: 'any', statuses: [] })).toEqual([]);
    });
  });

  it('knows TRACE for idempotent', () => {
    expect(isRetried(axiosError({ status: 503, method: 'TRACE' }))).toBe(true);
    expect(isRetried(axiosError({ status: 503, method: 'CONNECT' }))).toBe(false);
  });

  it.each([
    ['the status of an answer alone', { status: 503 }, true],
    ['a status that is no number', { status: '503' }, false],
    ['a status that is no integer', { status: 503.5 }, false],
    ['an answer within an error of another status', { status: 404, response: { status: 503 } }, true],
    ['an answer that was a success', axiosFailure('ERR_BAD_RESPONSE', { status: 200, message: 'Unexpected token' }), false],
    ['an answer with a status that is none', axiosError({ status: 99 }), false],
  ])('reads %s', (_, error, expected) => {
    expect(isRetried(error, { methods: 'any' })).toBe(expected);
  });
});

describe('httpRetry, without an answer', () => {
  const CODES = [
    ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_NETWORK'],
    ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ERR_STREAM_PREMATURE_CLOSE'],
  ];

  it.each(CODES)('retries idempotent methods of axios for %s', (code) => {
    expect(METHODS.filter((method) => isRetried(axiosFailure(code, { method })))).toEqual(IDEMPOTENT);
  });

  it.each(CODES)("retries a request whose method is unknown for %s only with methods: 'any'", (code) => {
    expect(isRetried(coded(code))).toBe(false);
    expect(isRetried(coded(code), { methods: METHODS })).toBe(false);
    expect(isRetried(coded(code), { methods: 'any' })).toBe(true);
  });

  it.each([
    ['of Node', fetchFailure('fetch failed', coded('ECONNREFUSED'))],
    ['of Node, in the middle of a body', fetchFailure('terminated', coded('UND_ERR_SOCKET', 'other side closed'))],
    ['of Node, when it does not say why', fetchFailure('fetch failed')],
    ['of Chrome', fetchFailure('Failed to fetch')],
    ['of Chrome, with the host', fetchFailure('Failed to fetch (api.example.com)')],
    ['of Chrome, in the middle of a body', fetchFailure('network error')],
    ['of Firefox', fetchFailure('NetworkError when attempting to fetch resource.')],
    ['of Safari', fetchFailure('Load failed')],
    ['of React Native', fetchFailure('Network request failed')],
    ['of Angular, which is an answer of status 0', angularError({ status: 0 })],
    ['as a Response', Response.error()],
    ['of axios by fetch', axiosFailure('ERR_NETWORK', { message: 'Network Error', cause: fetchFailure('Failed to fetch') })],
    ['of axios by fetch in Node', axiosFailure('ERR_NETWORK', { message: 'Network Error', cause: coded('ECONNRESET') })],
    ['of axios by XMLHttpRequest', axiosFailure('ERR_NETWORK', { message: 'Network Error' })],
    ['of axios, in the middle of a body', axiosFailure('ERR_BAD_RESPONSE', { status: 200, message: 'stream has been aborted' })],
    ['of axios 1.7, in the middle of a body', axiosFailure('ERR_BAD_RESPONSE', { message: 'maxContentLength size of -1 exceeded' })],
    ['of axios, in the middle of a body that is no JSON yet', axiosFailure('ECONNRESET', { status: 200, message: 'aborted' })],
    [
      'of axios by fetch, in the middle of a body',
      Object.assign(axiosFailure(undefined, { cause: fetchFailure('terminated', coded('ECONNRESET')) }), { name: 'TypeError' }),
    ],
  ])('retries a network failure %s', (_, error) => {
    expect(isRetried(error, { methods: 'any' })).toBe(true);
  });

  it.each([
    ['a bad option', axiosFailure('ERR_BAD_OPTION')],
    ['a bad value of an option', axiosFailure('ERR_BAD_OPTION_VALUE')],
    ['a request that axios refuses', axiosFailure('ERR_BAD_REQUEST', { message: 'Unsupported protocol foo:' })],
    ['a URL that is none', axiosFailure('ERR_INVALID_URL')],
    ['what is not supported', axiosFailure('ERR_NOT_SUPPORT')],
    ['too many redirects', axiosFailure('ERR_FR_TOO_MANY_REDIRECTS')],
    ['too many redirects by fetch', axiosFailure('ERR_NETWORK', { cause: new Error('redirect count exceeded') })],
    ['a body that is too large', axiosFailure('ERR_BAD_RESPONSE', { message: 'maxContentLength size of 10 exceeded' })],
    [
      'a body that is no JSON',
      axiosFailure('ERR_BAD_RESPONSE', { status: 200, message: 'Unexpected token', cause: new SyntaxError('Unexpected token') }),
    ],
    ['an answer that is no HTTP', coded('HPE_INVALID_CONSTANT')],
    ['an answer that is no HTTP, by fetch', axiosFailure('ERR_NETWORK', { cause: coded('HPE_INVALID_CONSTANT') })],
    ['a head that is too large', fetchFailure('fetch failed', coded('UND_ERR_HEADERS_OVERFLOW'))],
    ['a certificate that is no good', coded('CERT_HAS_EXPIRED')],
    ['a URL that fetch cannot parse', fetchFailure('Failed to parse URL from nowhere', coded('ERR_INVALID_URL'))],
    ['a request that fetch refuses', fetchFailure("Failed to execute 'fetch' on 'Window': Request with GET/HEAD method cannot have body.")],
    ['a defect of the project', new TypeError("Cannot read properties of undefined (reading 'network')")],
    ['any other error', new Error('fetch failed')],
    ['an answer of status 200 that Angular could not parse', angularError({ status: 200 })],
    ["an answer of status 0 that is nobody's", { status: 0 }],
    ['an answer that broke off, but was a 404', axiosFailure('ERR_BAD_RESPONSE', { status: 404, message: 'stream has been aborted' })],
    ['a stage that timed out', new StageTimeoutError('attempt', 'user', 100)],
  ])('does not retry %s', (_, error) => {
    expect(isRetried(error, { methods: 'any' })).toBe(false);
  });

  it.each([
    ['by axios', () => axiosCancelled()],
    ['by an older axios', () => ({ __CANCEL__: true, message: 'canceled' })],
    ['by some code', () => coded('ERR_CANCELED')],
    ['by fetch', () => new DOMException('This operation was aborted', 'AbortError')],
    ['by Node', () => coded('ABORT_ERR')],
    ['by undici', () => coded('UND_ERR_ABORTED')],
    ['by another client', () => ({ name: 'CanceledError' })],
  ])('C1 does not retry a request that was cancelled %s, whatever had come of it', (_, make) => {
    expect(isRetried(make(), { methods: 'any' })).toBe(false);
    expect(isRetried(Object.assign(make(), { response: { status: 503 } }), { methods: 'any' })).toBe(false);
  });

  it.each([
    ['by AbortSignal.timeout', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
    ['behind the failure of fetch', fetchFailure('fetch failed', new DOMException('This operation was aborted', 'AbortError'))],
  ])('C1 does not retry a request that was cancelled %s', (_, error) => {
    expect(isRetried(error, { methods: 'any' })).toBe(false);
  });

  it('retries a timeout of axios, though a signal has ended the request', () => {
    const error = axiosFailure('ETIMEDOUT', { cause: new DOMException('This operation was aborted', 'AbortError') });

    expect(isRetried(error)).toBe(true);
  });

  it('F1 never throws', () => {
    const { when, pause } = httpRetry({ count: 1, methods: 'any' });

    for (const monster of monsters()) {
      expect([true, false]).toContain(when?.(monster));
      expect(pause?.(monster)).toBeUndefined();
    }
  });
});
