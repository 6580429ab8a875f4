import { AsyncLocalStorage } from 'node:async_hooks';
import { map, Subject, type Observable } from 'rxjs';
import { concurrencyLimit, isFulfilled, memoryCache, perKey, pipeline, rateLimit, stage, type Outcome } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { ADAPTERS, Loopback } from '../http/loopback';
import { all } from '../support/consume';

/** Who is served, as a server's interceptor would know. */
const user = new AsyncLocalStorage<string>();
const USERS = Array.from({ length: 24 }, (_, n) => `user-${String(n)}`);

describe.each(ADAPTERS)('requests of many users over real sockets, by the %s adapter', (adapter) => {
  let loopback: Loopback;

  /** Every request says by whom it is made: its client looks that up when it is sent. */
  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
    loopback.api.interceptors.request.use((config) => ({ ...config, params: { as: user.getStore() } }));
    loopback.server.handle = (exchange) => {
      const { path } = exchange;
      const earlier = loopback.server.paths.filter((each) => each === path).length - 1;
      if (path.includes('/busy/') && earlier === 0) exchange.answer('later', 429, { 'retry-after': '0' });
      else exchange.answer(path);
    };
  });

  afterEach(() => loopback.close());

  const get = (path: string) => loopback.data<string>(path);

  it.each([
    ['a concurrencyLimit', () => concurrencyLimit(2)],
    ['a rateLimit', () => rateLimit({ max: 30, per: 10 })],
    ['perKey', () => perKey(() => concurrencyLimit(1)).by((id: string) => Number(id.split('-')[1]) % 3)],
  ] as const)('T2 carry the name of their own user under %s, retries and second rounds too', async (_, makeLimit) => {
    const limit = makeLimit();
    const retry = { ...httpRetry(3), delay: 1 };
    const first = stage('first', (id: string) => get(`/busy/${id}`), { limit, retry });
    const second = stage('second', (answer: string) => get(`/second/${/user-\d+/.exec(answer)?.[0] ?? ''}`), { limit: concurrencyLimit(3) });
    const serve = pipeline(first, second);

    const served = await Promise.all(USERS.map((name) => user.run(name, () => all(serve([name])))));

    const outcomes: readonly Outcome[] = served.flat();
    expect(outcomes.filter(isFulfilled)).toHaveLength(USERS.length);
    expect(loopback.server.paths).toHaveLength(3 * USERS.length);
    expect(loopback.server.paths.filter(isOfAnother)).toEqual([]);
  });

  it('T2 carry the name of who asks first where answers are shared, and each is told in its own context', async () => {
    const item = stage('item', (name: string) => get(`/item/${name}`), { key: () => 'same', cache: memoryCache() });

    const told = await Promise.all(USERS.map((name) => user.run(name, () => inContexts(item([name])))));

    expect(told).toEqual(USERS.map((name) => [name]));
    expect(loopback.server.paths).toEqual(['/item/user-0?as=user-0']);
  });

  it('T2 carry the name of who has pushed their root, where one run is there for all', async () => {
    const roots = new Subject<string>();
    const item = stage('item', (name: string) => get(`/busy/${name}`), { limit: concurrencyLimit(4), retry: { ...httpRetry(3), delay: 1 } });
    const told = user.run('nobody', () => inContexts(roots.pipe(item)));

    for (const name of USERS) {
      user.run(name, () => {
        roots.next(name);
      });
    }
    roots.complete();

    expect((await told).sort()).toEqual([...USERS].sort());
    expect(loopback.server.paths.filter(isOfAnother)).toEqual([]);
  });
});

/** The users in whose contexts outcomes are delivered. */
function inContexts(outcomes: Observable<Outcome>): Promise<(string | undefined)[]> {
  return all(outcomes.pipe(map(() => user.getStore())));
}

function isOfAnother(path: string): boolean {
  const [, asked, by] = /(user-\d+).*as=(.*)$/.exec(path) ?? [];
  return asked === undefined || asked !== by;
}
