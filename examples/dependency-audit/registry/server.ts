import { createServer, type Server, type ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import type { Packument } from '../packument.js';
import { latency } from './latency.js';
import { Visitor } from './visitor.js';

/** A registry that answers `GET /<name>`, slowly and not always. It tells its clients apart by what they call themselves. */
export function registryServer(packuments: ReadonlyMap<string, Packument>, seed: number): Server {
  const visitors = new Map<string | undefined, Visitor>();

  return createServer(({ url, headers }, response) => {
    const name = unescape((url ?? '/').slice(1));
    const visitor = visitors.get(headers['user-agent']) ?? new Visitor(seed);
    visitors.set(headers['user-agent'], visitor);
    const fault = visitor.asks(name);
    if (fault === 'busy') {
      send(response, 429, { error: 'too many requests' }, { 'retry-after': String(visitor.retryAfter) });
      return;
    }

    const packument = fault === 'missing' ? undefined : packuments.get(name);
    const timer = setTimeout(
      () => {
        if (fault === 'reset') response.socket?.resetAndDestroy();
        else if (fault === 'error') send(response, 500, { error: 'internal error' });
        else if (packument === undefined) send(response, 404, { error: 'not found' });
        else send(response, 200, packument);
      },
      latency(name, seed),
    );
    response.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
