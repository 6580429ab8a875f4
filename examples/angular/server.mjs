/*
 * Serves the built app, and an API that makes up its books, its latencies and a few failures.
 *
 *   npm start
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const AUTHORS = ['Ada Byron', 'Grace Murray', 'Mary Godwin'];

/** Answers a path of the API: a status and a body. */
function answer({ pathname, searchParams }) {
  const [, , resource, id] = pathname.split('/');
  if (resource === 'search') {
    const term = searchParams.get('q');
    return [200, Array.from({ length: 10 }, (_, index) => ({ id: `${term}-${index}`, title: `${term}, part ${index + 1}` }))];
  }
  const [title, index] = decodeURIComponent(id).split(/-(?=\d$)/);
  if (index === '7') return [404, {}];
  if (Math.random() < 0.2) return [503, {}];
  return [200, { id, title: `${title}, part ${Number(index) + 1}`, author: AUTHORS[index % 3], year: 1950 + Number(index) }];
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname.startsWith('/api/')) {
    await sleep(200 + Math.random() * 800);
    const [status, body] = answer(url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  const file = url.pathname === '/' ? 'index.html' : url.pathname;
  try {
    const content = await readFile(join(import.meta.dirname, 'dist', file));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});

server.listen(process.env.PORT ?? 4200, () => {
  console.log(`http://localhost:${server.address().port}`);
});
