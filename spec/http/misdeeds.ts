import type { Misdeed } from './raw-server';

/** Whether `httpRetry` makes the request again. */
type Verdict = 'retried' | 'final' | 'either';

/** It may depend on what the adapter lets one know. */
type Verdicts = Verdict | { readonly http: Verdict; readonly fetch: Verdict };

/** Older versions of Node's fetch call it a breach of HTTP, newer ones a body that ended too soon. */
const BY_VERSION = { http: 'final', fetch: 'either' } as const;

/** It does not say that the connection will close: the fetch of Node takes whatever comes before that for all there is, half a chunk included. */
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Gives bytes, and ends the connection in good order. */
function say(text: string | Uint8Array): Misdeed {
  return (socket) => {
    socket.end(text);
  };
}

/** Gives bytes, and resets the connection when they have had the time to arrive. */
function sayAndReset(text: string): Misdeed {
  return (socket) => {
    socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20));
  };
}

/** Gives bytes, and then more of them for ever. */
function sayWithoutEnd(text: string, more: string): Misdeed {
  return (socket) => {
    socket.write(text);
    const timer = setInterval(() => socket.write(more), 5);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}

function redirectTo(location: string): Misdeed {
  return say(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

/** A body that goes on for ever, a few bytes at a time. */
export const DRIP = sayWithoutEnd(`${HEAD}Content-Length: 1000000\r\n\r\n"`, 'drip');

let hops = 0;

export const MISDEEDS: readonly (readonly [name: string, verdict: Verdicts, misdeed: Misdeed])[] = [
  ['a reset at once', 'retried', (socket) => socket.resetAndDestroy()],
  ['an end at once', 'retried', (socket) => socket.end()],
  ['an end within the status line', 'retried', say('HTTP/1.1 200 O')],
  ['an end within a header', 'retried', say(`${HEAD}X-A`)],
  ['a reset within a header', 'retried', sayAndReset(`${HEAD}X-A`)],
  ['a reset after a provisional answer', 'retried', sayAndReset('HTTP/1.1 103 Early Hints\r\n\r\n')],
  ['an end after the head', 'retried', say(`${HEAD}Content-Length: 10\r\n\r\n`)],
  ['a reset after the head', 'retried', sayAndReset(`${HEAD}Content-Length: 10\r\n\r\n`)],
  ['half a body and an end', 'retried', say(`${HEAD}Content-Length: 10\r\n\r\n"abc`)],
  ['half a body and a reset', 'retried', sayAndReset(`${HEAD}Content-Length: 10\r\n\r\n"abc`)],
  ['half a body of a 404', { http: 'final', fetch: 'retried' }, say('HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n"abc')],
  ['half a chunk', 'retried', say(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n"abc`)],
  ['chunks that do not end', 'retried', say(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n"abc"\r\n`)],
  ['a chunk of no size', 'final', say(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n"a"\r\n`)],
  ['a length that is too long', 'retried', say(`${HEAD}Content-Length: 6\r\n\r\n"abc"`)],
  ['a length that is too long, before the connection closes', 'retried', say(`${HEAD}Connection: close\r\nContent-Length: 6\r\n\r\n"abc"`)],
  ['a length that is too short', 'final', say(`${HEAD}Content-Length: 2\r\n\r\n"abc"`)],
  ['two lengths', BY_VERSION, say(`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n"a"`)],
  ['a negative length', 'final', say(`${HEAD}Content-Length: -2\r\n\r\n"a"`)],
  ['a length and chunks', BY_VERSION, say(`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n""\r\n0\r\n\r\n`)],
  ['JSON that is none', 'final', say(`${HEAD}Content-Length: 4\r\n\r\n{"a"`)],
  ['gzip that is none', 'final', say(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd`)],
  ['silence', 'retried', () => undefined],
  ['silence after the head', 'retried', (socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\n`)],
  ['headers without end', 'retried', sayWithoutEnd(HEAD, 'X-A: b\r\n')],
  ['headers that are too large', 'final', say(`${HEAD}X-A: ${'a'.repeat(200_000)}\r\n\r\n`)],
  ['another protocol', 'final', say('SSH-2.0-OpenSSH_9.9\r\n')],
  ['bytes', 'final', say(Uint8Array.of(0, 1, 2, 3, 250, 251))],
  ['HTTP 0.9', 'final', say('"abc"\n')],
  ['another protocol, in good order', 'retried', sayAndReset('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n')],
  ['a status that is none', 'final', say('HTTP/1.1 999 What\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')],
  ['a redirect to itself', 'final', redirectTo('/')],
  [
    'redirects without end',
    'final',
    (socket, server) => {
      redirectTo(`/${String(++hops)}`)(socket, server);
    },
  ],
  [
    'a redirect to nowhere',
    'retried',
    (socket, server) => {
      redirectTo(`http://127.0.0.1:${String(server.deadPort)}/`)(socket, server);
    },
  ],
  ['a redirect to no URL', 'final', redirectTo('http://[bad/')],
  ['a redirect to another protocol', 'final', redirectTo('ftp://127.0.0.1/')],
  ['a redirect without a location', 'final', say('HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')],
  ['a redirect that breaks', 'retried', sayAndReset('HTTP/1.1 302 Found\r\nLocation:')],
  ['a 404', 'final', say('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')],
  ['a 500', 'retried', say('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')],
  ['half a body of a 503', 'retried', say('HTTP/1.1 503 Oh\r\nContent-Length: 10\r\n\r\n"abc')],
];
