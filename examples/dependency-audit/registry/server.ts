import { createServer, type Server, type ServerResponse } from 'node:http';
import { unescape } from 'node:querystring';
import type { Packument } from '../packument.js';
import { fault, type Fault } from './fault.js';
import { latency } from './latency.js';

/** A registry that answers `GET /<name>`, slowly and not always. */
export function registryServer(packuments: ReadonlyMap<string, Packument>, seed: number): Server {
  return createServer((request, response) => {
    const name = unescape((request.url ?? '/').slice(1));
    const timer = setTimeout(
      () => {
        answer(response, packuments.get(name), fault(name, seed));
      },
      latency(name, seed),
    );
    response.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function answer(response: ServerResponse, packument: Packument | undefined, fault: Fault | undefined): void {
  if (fault === 'reset') response.socket?.resetAndDestroy();
  else if (fault === 'error') send(response, 500, { error: 'internal error' });
  else if (packument === undefined) send(response, 404, { error: 'not found' });
  else send(response, 200, packument);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
