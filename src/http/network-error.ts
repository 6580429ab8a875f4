import { propertyOf } from '../property-of.js';

/** Error codes of connections that could not be made, broke or took too long. */
const CODES = new Set([
  // Node's system errors. Axios and got use the first two and the last one of these for their own
  // timeouts, too.
  ...[
    'ETIMEDOUT',
    'ECONNABORTED',
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
  ],
  ...['ENETRESET', 'EADDRNOTAVAIL', 'ESOCKETTIMEDOUT'],
  // Node's own errors: a connection attempt among several addresses, a stream or header that ends
  // too soon, a server that accepts no more streams.
  ...['ERR_SOCKET_CONNECTION_TIMEOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_EOF_STATE', 'ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_STREAM_ERROR'],
  ...['ERR_HTTP2_SESSION_ERROR'],
  // undici, which is Node's fetch.
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
]);

const CANCELLED_CODES = new Set(['ERR_CANCELED', 'ABORT_ERR', 'UND_ERR_ABORTED']);
const CANCELLED_NAMES = new Set(['CanceledError', 'AbortError']);

/**
 * The messages of Node, Chrome, Firefox, Safari, React Native and Cloudflare in the TypeError that
 * fetch, or reading a body, rejects with.
 */
const FETCH_FAILED =
  /^(fetch failed|terminated|failed to fetch|network error|networkerror when|load failed|network request failed|network connection lost)/i;

/**
 * The messages of the http adapter of axios for a body that ends too soon; its code is that of bad
 * responses. Older versions say that the body is longer than allowed, even if any length is.
 */
const BODY_ENDED = /^(stream has been aborted|maxContentLength size of -1 exceeded)$/;

/** An error may be its own cause. */
const DEPTH = 8;

/**
 * Whether an error says that the caller cancelled its request. With axios, `AbortSignal.timeout`
 * looks like that, too.
 */
export function isCancelled(error: unknown): boolean {
  return (
    CANCELLED_CODES.has(propertyOf(error, 'code') as string) ||
    CANCELLED_NAMES.has(propertyOf(error, 'name') as string) ||
    propertyOf(error, '__CANCEL__') === true
  );
}

/**
 * Whether an error says that the network failed: a connection was refused or broke, or the client
 * timed out. Responses that cannot be parsed, requests that the client refuses to make, and
 * redirects that it refuses to follow do not count: they fail the same way every time.
 */
export function isNetworkError(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < DEPTH; depth++) {
    if (isBrokenConnection(at)) return true;
    const wraps = propertyOf(at, 'code') === 'ERR_NETWORK' || propertyOf(at, 'name') === 'TypeError';
    if (!wraps) return false;
    const cause = propertyOf(at, 'cause');
    if (Object(cause) !== cause) return propertyOf(at, 'code') === 'ERR_NETWORK' || FETCH_FAILED.test(messageOf(at));
    at = cause;
  }
  return false;
}

function isBrokenConnection(error: unknown): boolean {
  const code = propertyOf(error, 'code');
  if (CODES.has(code as string)) return true;
  if (code === 'ERR_BAD_RESPONSE') return BODY_ENDED.test(messageOf(error));
  // Without a response, Angular's error and fetch's Response.error() still have a status.
  return propertyOf(error, 'status') === 0 && (propertyOf(error, 'name') === 'HttpErrorResponse' || propertyOf(error, 'type') === 'error');
}

function messageOf(error: unknown): string {
  const message = propertyOf(error, 'message');
  return typeof message === 'string' ? message : '';
}
