/* A server for requests of both rounds, in a process of its own: each answer takes 2 ms. It tells its port, and ends with whoever has started it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fate } from '../tasks/fate.mjs';
import { size } from '../tasks/size.mjs';

const LATENCY = 2;
const fate = new Fate(size(0, Number(process.argv[2]), 0));

/** What is answered to `/roots/<number>` and `/leaves/<number>`. */
function answer(url: string): unknown {
  const [, kind, id] = url.split('/');
  const number = Number(id);
  if (kind === 'roots') return fate.rootFails(number) ? undefined : fate.leaves(number);
  return fate.leafFails(number) ? undefined : { id: number };
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  setTimeout(() => {
    const body = answer(request.url ?? '');
    const text = JSON.stringify(body ?? { error: 'one in a hundred' });
    response.writeHead(body === undefined ? 500 : 200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  }, LATENCY);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
