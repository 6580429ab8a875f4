import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import { text } from 'node:stream/consumers';
import type { BulkQuery } from '../advisory.js';
import { BULK } from '../client.js';
import type { Packument } from '../packument.js';
import { bulkAnswer } from './advisories.js';
import { latency } from './latency.js';
import { Visitor } from './visitor.js';

/**
 * A registry that answers `GET /<name>`, and at npm's bulk endpoint for advisories `POST`, slowly and not always. It tells its clients apart by what they
 * call themselves.
 */
export function registryServer(packuments: ReadonlyMap<string, Packument>, seed: number): Server {
  const visitors = new Map<string | undefined, Visitor>();
  const answerTo = (path: string, body: string): unknown =>
    path === BULK.slice(1) ? bulkAnswer(JSON.parse(body) as BulkQuery, seed) : packuments.get(path);

  const answer = (url: string, body: string, { headers }: IncomingMessage, response: ServerResponse): void => {
    const path = unescape(url.slice(1));
    const visitor = visitors.get(headers['user-agent']) ?? new Visitor(seed);
    visitors.set(headers['user-agent'], visitor);
    const fault = visitor.asks(path);
    if (fault === 'busy') {
      send(response, 429, { error: 'too many requests' }, { 'retry-after': String(visitor.retryAfter) });
      return;
    }

    const found = fault === 'missing' ? undefined : answerTo(path, body);
    const timer = setTimeout(
      () => {
        if (fault === 'reset') response.socket?.resetAndDestroy();
        else if (fault === 'error') send(response, 500, { error: 'internal error' });
        else if (found === undefined) send(response, 404, { error: 'not found' });
        else send(response, 200, found);
      },
      latency(path + body, seed),
    );
    response.once('close', () => {
      clearTimeout(timer);
    });
  };

  return createServer((request, response) => {
    text(request).then(
      (body) => {
        answer(request.url ?? '/', body, request, response);
      },
      // The client has left before it had sent all of it.
      () => undefined,
    );
  });
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
