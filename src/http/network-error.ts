import { propertyOf } from '../property-of.js';

/** Codes of connections that could not be made, were broken or took too long. */
const CODES = new Set([
  // Node's system errors. By the first two and the last of these axios and got name their own timeouts too.
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
  // Node's own: one attempt to connect among several addresses, a stream or a head that ends too soon, a server that takes no more streams.
  ...['ERR_SOCKET_CONNECTION_TIMEOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_EOF_STATE', 'ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_STREAM_ERROR'],
  ...['ERR_HTTP2_SESSION_ERROR'],
  // undici, which is Node's fetch.
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
]);

const CANCELLED_CODES = new Set(['ERR_CANCELED', 'ABORT_ERR', 'UND_ERR_ABORTED']);
const CANCELLED_NAMES = new Set(['CanceledError', 'AbortError']);

/** What Node, Chrome, Firefox, Safari, React Native and Cloudflare say in the TypeError that fetch rejects with, or that reading a body fails with. */
const FETCH_FAILED =
  /^(fetch failed|terminated|failed to fetch|network error|networkerror when|load failed|network request failed|network connection lost)/i;

/**
 * What the http adapter of axios says of a body that ends too soon, under a code that it has for bad answers; older versions say that it is longer than allowed, even
 * when any length is.
 */
const BODY_ENDED = /^(stream has been aborted|maxContentLength size of -1 exceeded)$/;

/** An error may be the cause of itself. */
const DEPTH = 8;

/** Tells whether an error says that its request was cancelled by whoever made it; `AbortSignal.timeout` cancels, too, as far as axios shows. */
export function isCancelled(error: unknown): boolean {
  return (
    CANCELLED_CODES.has(propertyOf(error, 'code') as string) ||
    CANCELLED_NAMES.has(propertyOf(error, 'name') as string) ||
    propertyOf(error, '__CANCEL__') === true
  );
}

/**
 * Tells whether an error says that the network failed: a connection that was refused or broke, or a client that waited too long for it. An answer that makes
 * no sense is none of that, and neither are a request that the client would not make and a redirect that it would not follow: they are the same every time.
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
  // Where there is no response, Angular's error and fetch's Response.error() have a status all the same.
  return propertyOf(error, 'status') === 0 && (propertyOf(error, 'name') === 'HttpErrorResponse' || propertyOf(error, 'type') === 'error');
}

function messageOf(error: unknown): string {
  const message = propertyOf(error, 'message');
  return typeof message === 'string' ? message : '';
}
