import { lastValueFrom, range, retry, toArray } from 'rxjs';
import { isFulfilled, stage } from 'rxjs-stages';
import { ADAPTERS, Loopback } from './loopback';

describe.each(ADAPTERS)('connections of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  it('stay open when their requests have completed, for the next ones', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.answer(exchange.path);
    };
    const item = stage('item', (id: number) => loopback.data<string>(`/item/${String(id)}`), { concurrency: 1 });

    await lastValueFrom(range(0, 8).pipe(item));
    await server.probe();

    expect(server.exchanges.map(({ answered, socket }) => answered && !socket.destroyed)).toEqual(Array(8).fill(true));
    // The fetch of Node takes up to a turn to reuse a connection, and goes by turns between two of them.
    expect(new Set(server.exchanges.map(({ socket }) => socket)).size).toBeLessThan(8);
  });

  it('are made anew when a request that failed is subscribed to again', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      if (server.exchanges.length === 1) exchange.reset();
      else exchange.answer('there');
    };
    const item = stage('item', (id: string) => loopback.data<string>(`/item/${id}`).pipe(retry(1)));

    const outcomes = await lastValueFrom(item(['one']).pipe(toArray()));

    expect(outcomes.filter(isFulfilled).map(({ value, attempts }) => [value, attempts])).toEqual([['there', 1]]);
    expect(server.paths).toEqual(['/item/one', '/item/one']);
  });
});
