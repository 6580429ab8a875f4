import { firstValueFrom, NEVER, type Observable, type Subscription } from 'rxjs';
import { httpRetry } from 'rxjs-stages/http';
import { reasonText } from '../../../examples/dependency-audit/report/reason';
import { byAxios } from '../../../examples/dependency-audit/transport/axios';
import type { Transport } from '../../../examples/dependency-audit/transport/transport';
import { byUndici } from '../../../examples/dependency-audit/transport/undici';
import { LocalServer } from '../../http/local-server';

const policy = httpRetry({ count: 3, random: () => 0 });

describe.each([
  ['axios', byAxios],
  ['undici', byUndici],
])('a transport by %s', (_, connect) => {
  let server: LocalServer;
  let connection: Subscription;
  let transport: Transport;

  beforeEach(async () => {
    server = await LocalServer.start();
    connection = connect({ url: `${server.url}/`, local: true }).subscribe((made) => (transport = made));
  });

  afterEach(async () => {
    connection.unsubscribe();
    await server.close();
  });

  const ask = (path: string): Observable<unknown> => transport(path, 'spec');
  const failure = (path: string): Promise<unknown> =>
    firstValueFrom(ask(path)).then(
      () => undefined,
      (reason: unknown) => reason,
    );

  it('makes a request for each subscription, and gives what is at a path', async () => {
    server.handle = (exchange) => {
      exchange.answer({ path: exchange.path });
    };
    const cold = ask('/@scope%2fname');
    expect(server.paths).toEqual([]);

    expect(await firstValueFrom(cold)).toEqual({ path: '/@scope%2fname' });
    expect(await firstValueFrom(cold)).toEqual({ path: '/@scope%2fname' });
    expect(server.paths).toEqual(['/@scope%2fname', '/@scope%2fname']);
  });

  it('follows a redirect', async () => {
    server.handle = (exchange) => {
      if (exchange.path === '/old') exchange.answer(null, 302, { location: '/new' });
      else exchange.answer('here');
    };

    expect(await firstValueFrom(ask('/old'))).toBe('here');
    expect(server.paths).toEqual(['/old', '/new']);
  });

  it('F1 fails where the server refuses, so that httpRetry knows what to do', async () => {
    server.handle = (exchange) => {
      if (exchange.path === '/busy') exchange.answer({ error: 'busy' }, 429, { 'retry-after': '2' });
      else exchange.answer({ error: 'missing' }, 404);
    };
    const [missing, busy] = [await failure('/missing'), await failure('/busy')];

    expect([missing, busy].map(reasonText)).toEqual(['404 Not Found', '429 Too Many Requests']);
    expect([missing, busy].map((reason) => policy.when?.(reason))).toEqual([false, true]);
    expect([missing, busy].map((reason) => policy.pause?.(reason))).toEqual([undefined, 2_000]);
  });

  it('F1 takes what comes with a refusal, so that its connection is free for others', async () => {
    server.handle = (exchange) => {
      exchange.answer('x'.repeat(100_000), 404);
    };
    for (let request = 0; request < 6; request++) await failure('/missing');

    // By undici two have turns: at the moment at which one of them has answered it is not free yet.
    expect(new Set(server.exchanges.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  it('F1 fails where the connection breaks, before the answer or within it, so that httpRetry asks again', async () => {
    server.handle = (exchange) => {
      if (exchange.path === '/within') {
        exchange.begin();
        exchange.hangUp();
      } else exchange.reset();
    };
    const [before, within] = [await failure('/before'), await failure('/within')];

    expect(reasonText(before)).toBe('connection reset');
    expect([before, within].map((reason) => policy.when?.(reason))).toEqual([true, true]);
  });

  it('C1 closes the socket when it is unsubscribed from, before the answer and within it', async () => {
    const delivered: unknown[] = [];
    const before = ask('/before').subscribe((data) => delivered.push(data));
    const within = ask('/within').subscribe((data) => delivered.push(data));
    const exchanges = await server.arrivals('/before', '/within');
    exchanges[1]?.begin();
    await server.probe();

    before.unsubscribe();
    within.unsubscribe();

    await Promise.all(exchanges.map(({ closed }) => closed));
    expect(delivered).toEqual([]);
  });
});

describe('a transport by undici', () => {
  it('C1 has connections of its own, which are closed with it', async () => {
    const server = await LocalServer.start();
    server.handle = (exchange) => {
      exchange.answer(1);
    };
    let transport: Transport = () => NEVER;
    const connection = byUndici({ url: server.url, local: true }).subscribe((made) => (transport = made));
    expect(await firstValueFrom(transport('/a', 'spec'))).toBe(1);

    connection.unsubscribe();

    await expect(firstValueFrom(transport('/b', 'spec'))).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
    await server.exchanges[0]?.closed;
    expect(server.paths).toEqual(['/a']);
    await server.close();
  });
});
