import { createServer, type Server, type ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import type { Packument } from '../packument.js';
import { advisoriesFor } from './advisories.js';
import { latency } from './latency.js';
import { Visitor } from './visitor.js';

/** What the requests for advisories begin with: `GET /-/security/<name>@<version>`. */
const ADVISORIES = '-/security/';

/**
 * A registry that answers `GET /<name>`, and `GET /-/security/<name>@<version>`, slowly and not always. It tells its clients apart by what they call
 * themselves.
 */
export function registryServer(packuments: ReadonlyMap<string, Packument>, seed: number): Server {
  const visitors = new Map<string | undefined, Visitor>();
  const answerTo = (path: string): unknown =>
    path.startsWith(ADVISORIES) ? advisoriesFor(path.slice(ADVISORIES.length), seed) : packuments.get(path);

  return createServer(({ url, headers }, response) => {
    const path = unescape((url ?? '/').slice(1));
    const visitor = visitors.get(headers['user-agent']) ?? new Visitor(seed);
    visitors.set(headers['user-agent'], visitor);
    const fault = visitor.asks(path);
    if (fault === 'busy') {
      send(response, 429, { error: 'too many requests' }, { 'retry-after': String(visitor.retryAfter) });
      return;
    }

    const answer = fault === 'missing' ? undefined : answerTo(path);
    const timer = setTimeout(
      () => {
        if (fault === 'reset') response.socket?.resetAndDestroy();
        else if (fault === 'error') send(response, 500, { error: 'internal error' });
        else if (answer === undefined) send(response, 404, { error: 'not found' });
        else send(response, 200, answer);
      },
      latency(path, seed),
    );
    response.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
