import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Attempt } from './support/attempts';
import { freePort } from './support/processes';
import { startRedis } from './support/servers';
import { start, urlOf } from './support/workers';

const [REDIS, POSTGRES] = [urlOf('REDIS_URL'), urlOf('POSTGRES_URL')];

/** The URL of the same server, with changes. */
const changed = (url: string, changes: Partial<Record<'username' | 'password' | 'pathname' | 'port', string>>): string =>
  Object.assign(new URL(url), changes).href;

/** Two servers that speak another protocol: one answers with HTTP, one does not answer. */
async function strangers(): Promise<{ readonly http: string; readonly silent: string; readonly close: () => void }> {
  const sockets: Socket[] = [];
  const servers: Server[] = [createHttpServer((_, response) => response.end()), createServer((socket) => sockets.push(socket.resume()))];
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [http = '', silent = ''] = servers.map((server) => String((server.address() as AddressInfo).port));
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  };
  return { http, silent, close };
}

/** Tries each connection in a process, which must end by itself and without an unhandled rejection. */
async function attempts(connections: readonly (string | object)[]): Promise<readonly Attempt[]> {
  const child = start('attempts', connections);
  let told: readonly Attempt[] = [];
  child.on('message', (message) => (told = message as readonly Attempt[]));
  expect(await once(child, 'exit')).toEqual([0, null]);
  return told;
}

/** What the producer and the worker are to say. */
const both = (to: string, reason: string): readonly unknown[] =>
  ['jobQueue', 'serve'].map((call): unknown => expect.stringMatching(`^Error: ${call}: cannot connect to ${to}: ${reason}`));

describe('a connection that fails', () => {
  it('rejects with what is wrong, and leaves nothing open', async () => {
    const [nobody, stranger, guarded] = await Promise.all([freePort(), strangers(), startRedis('--requirepass', 'secret')]);
    const { http, silent } = stranger;
    try {
      const told = await attempts([
        changed(REDIS, { port: String(nobody) }),
        changed(POSTGRES, { port: String(nobody) }),
        { port: nobody, host: 'localhost' },
        guarded.url,
        changed(guarded.url, { password: 'wrong' }),
        changed(POSTGRES, { username: 'guest', password: 'wrong' }),
        changed(POSTGRES, { pathname: '/nowhere' }),
        changed(REDIS, { port: http }),
        changed(POSTGRES, { port: http }),
        changed(REDIS, { port: silent }),
        changed(POSTGRES, { port: silent }),
      ]);
      expect(told.map(({ message }) => message)).toEqual([
        ...both(`redis://127.0.0.1:${String(nobody)}`, 'connect ECONNREFUSED'),
        ...both(`postgres://127.0.0.1:${String(nobody)}/postgres`, 'connect ECONNREFUSED'),
        ...both(`Redis at localhost:${String(nobody)}`, '(connect )?ECONNREFUSED'),
        ...both(guarded.url, 'NOAUTH'),
        ...both(guarded.url, 'WRONGPASS'),
        ...both(POSTGRES.replace('postgres@', ''), 'password authentication failed for user "guest"'),
        ...both(changed(POSTGRES, { pathname: '/nowhere', username: '' }), 'database "nowhere" does not exist'),
        ...both(`redis://127.0.0.1:${http}`, '.+'),
        ...both(`postgres://127.0.0.1:${http}/postgres`, '.+'),
        ...both(`redis://127.0.0.1:${silent}`, 'no answer within 10000 ms'),
        ...both(`postgres://127.0.0.1:${silent}/postgres`, 'no answer within 10000 ms'),
      ]);
      const definite = told.slice(0, -4);
      expect(Math.max(...definite.map(({ ms }) => ms))).toBeLessThan(9_000);
    } finally {
      stranger.close();
      await guarded.stop();
    }
  });
});
