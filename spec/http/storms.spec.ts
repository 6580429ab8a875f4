import { lastValueFrom, merge, range, toArray } from 'rxjs';
import { concurrencyLimit, isFulfilled, isRejected, perKey, stage, type StageOptions } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { ADAPTERS, Loopback } from './loopback';

/** What timers may be early by, in ms. */
const SLACK = 5;

const PAUSE = 150;

describe.each(ADAPTERS)('too many requests of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  /** Refuses the first requests for each path that `isRefused` names, and notes when each request came and when the first was refused. */
  function refuse(isRefused: (path: string) => boolean, { times = 1, retryAfter = '60' } = {}) {
    const { server } = loopback;
    const arrivals: { path: string; at: number }[] = [];
    server.handle = (exchange) => {
      const { path } = exchange;
      arrivals.push({ path, at: performance.now() });
      const earlier = server.paths.filter((each) => each === path).length - 1;
      if (isRefused(path) && earlier < times) exchange.answer('later', 429, { 'retry-after': retryAfter });
      else exchange.answer(path);
    };
    return arrivals;
  }

  function requests(name: string, options: StageOptions<number>, method = 'GET') {
    return stage(name, (id: number) => loopback.data<string>({ method, url: `/${name}/${String(id)}` }), options);
  }

  it('end, and every branch has its answer', async () => {
    refuse(() => true, { times: 2, retryAfter: '0' });
    const item = requests('item', { concurrency: 8, retry: httpRetry(3), limit: concurrencyLimit(6) });

    const outcomes = await lastValueFrom(range(0, 60).pipe(item, toArray()));

    expect(outcomes.filter(isFulfilled).map(({ attempts }) => attempts)).toEqual(Array(60).fill(3));
    expect(loopback.server.paths).toHaveLength(180);
  });

  it('do not end, and every branch is rejected when it has had its attempts', async () => {
    refuse(() => true, { times: Infinity, retryAfter: '0' });
    const item = requests('item', { concurrency: 8, retry: httpRetry(2) });

    const outcomes = await lastValueFrom(range(0, 40).pipe(item, toArray()));

    expect(outcomes.filter(isRejected).map(({ attempts }) => attempts)).toEqual(Array(40).fill(3));
    expect(loopback.server.paths).toHaveLength(120);
  });

  it.each(['GET', 'POST'])('calm all that share a limit, when a %s is refused', async (method) => {
    const arrivals = refuse((path) => path === '/a/0');
    const options = { limit: concurrencyLimit(1), retry: httpRetry({ count: 1, maxDelay: PAUSE }) };

    const outcomes = await lastValueFrom(merge(requests('a', options, method)([0]), requests('b', options)([0, 1])).pipe(toArray()));

    const [refused, next] = arrivals;
    expect(refused?.path).toBe('/a/0');
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(PAUSE - SLACK);
    expect(outcomes.filter(isFulfilled)).toHaveLength(method === 'GET' ? 3 : 2);
    expect(outcomes.filter(isRejected).map(({ stage: name, attempts }) => [name, attempts])).toEqual(method === 'GET' ? [] : [['a', 1]]);
  });

  it('hold up nobody of another key', async () => {
    const arrivals = refuse((path) => path === '/item/0');
    const limit = perKey(() => concurrencyLimit(1)).by((id: number) => (id % 2 === 0 ? 'even' : 'odd'));
    const item = requests('item', { limit, retry: httpRetry({ count: 1, maxDelay: PAUSE }) });

    const outcomes = await lastValueFrom(item([0, 1, 2, 3, 5, 7]).pipe(toArray()));

    const paths = arrivals.map(({ path }) => path);
    expect(paths.slice(0, 5).sort()).toEqual(['/item/0', '/item/1', '/item/3', '/item/5', '/item/7']);
    expect(paths.slice(5).sort()).toEqual(['/item/0', '/item/2']);
    expect(outcomes.filter(isFulfilled)).toHaveLength(6);
  });

  it('are not waited for once everybody has gone', async () => {
    refuse(() => true, { times: Infinity });
    const { server } = loopback;
    const limit = concurrencyLimit(2);
    const run = requests('item', { limit, retry: httpRetry(3) })([0, 1, 2, 3]).subscribe();
    await server.arrivals('/item/0', '/item/1');
    await server.probe();

    run.unsubscribe();
    await server.probe();

    expect({ requests: server.paths.length, active: limit.active, waiting: limit.waiting }).toEqual({ requests: 2, active: 0, waiting: 0 });
  });
});
