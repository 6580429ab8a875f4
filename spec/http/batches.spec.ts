import { lastValueFrom, map, toArray, type Observable } from 'rxjs';
import { batchStage, isFulfilled, isRejected, listStage, pipeline, type Outcome } from 'rxjs-stages';
import type { Exchange } from './exchange';
import { ADAPTERS, Loopback } from './loopback';

const IDS = Array.from({ length: 1_000 }, (_, index) => index);

/** The ids that a request of the bulk endpoint is for. */
function idsOf({ path }: Exchange): number[] {
  return path.slice('/items/'.length).split(',').map(Number);
}

function answer(exchange: Exchange): void {
  exchange.answer(idsOf(exchange).map((id) => `item ${String(id)}`));
}

describe.each(ADAPTERS)('batches of requests of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  const fetchItems = (ids: readonly number[]): Observable<string[]> => loopback.data<string[]>(`/items/${ids.join(',')}`);
  const items = batchStage('items', fetchItems, { max: 100, concurrency: 4 });
  const sizes = (): number[] => loopback.server.exchanges.map((exchange) => idsOf(exchange).length);

  it('N2 makes ten requests for a thousand ids, four of them at a time, and delivers each value for its own id', async () => {
    const { server } = loopback;
    let [atServer, most] = [0, 0];
    server.handle = (exchange) => {
      most = Math.max(most, ++atServer);
      // A round trip gives a request too many the time to arrive.
      void server.probe().then(() => {
        atServer--;
        answer(exchange);
      });
    };

    const outcomes = await lastValueFrom(items(IDS).pipe(toArray()));

    expect(sizes()).toEqual(Array.from({ length: 10 }, () => 100));
    expect(most).toBe(4);
    const values = new Map(outcomes.filter(isFulfilled).map(({ inputs: [id], value }) => [id, value]));
    expect(values).toEqual(new Map(IDS.map((id) => [id, `item ${String(id)}`])));
  });

  it('N5 makes no more requests than there are answers that bring ids, whenever those come', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      if (exchange.path.startsWith('/items/')) answer(exchange);
      else exchange.answer(IDS.slice(0, 50).map((id) => Number(exchange.path.slice('/list/'.length)) * 50 + id));
    };
    const lists = listStage('lists', (list: number) => loopback.data<number[]>(`/list/${String(list)}`), { concurrency: 3 });

    const outcomes = await lastValueFrom(pipeline(lists, items)(IDS.slice(0, 20)).pipe(toArray()));

    const requests = server.exchanges.filter(({ path }) => path.startsWith('/items/')).map(idsOf);
    expect(requests.length).toBeGreaterThanOrEqual(10);
    expect(requests.length).toBeLessThanOrEqual(20);
    expect(requests.flat().sort((a, b) => a - b)).toEqual(IDS);
    expect(outcomes.filter(isFulfilled).map(({ value }) => value)).toHaveLength(1_000);
  });

  it('N7 halves a request that the server refuses until those ids are alone that it is refused for', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      if (idsOf(exchange).includes(77)) exchange.answer({ error: 'invalid id' }, 400);
      else answer(exchange);
    };

    const outcomes = await lastValueFrom(items.with({ isolate: true })(IDS.slice(0, 100)).pipe(toArray()));

    expect(outcomes.filter(isRejected).map(({ inputs }) => inputs)).toEqual([[77]]);
    expect(outcomes.filter(isFulfilled)).toHaveLength(99);
    expect(server.exchanges.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
  });

  it('C1 closes the socket of every request when it is unsubscribed from, and neither delivers nor requests anything more', async () => {
    const { server } = loopback;
    const outcomes: Outcome[] = [];
    const run = items
      .with({ max: 10 })(IDS)
      .subscribe((outcome) => outcomes.push(outcome));
    const live = await server.arrivals(...[0, 1, 2, 3].map((batch) => `/items/${IDS.slice(batch * 10, batch * 10 + 10).join(',')}`));

    run.unsubscribe();
    await Promise.all(live.map(({ closed }) => closed));
    await server.probe();

    expect(outcomes).toEqual([]);
    expect(server.exchanges).toHaveLength(4);
  });

  it('N9 closes the socket of a request when the time of all its branches is up', async () => {
    const { server } = loopback;
    const slow = items.with({ timeout: { total: 50 } });
    const outcomes = lastValueFrom(
      slow([1, 2]).pipe(
        toArray(),
        map((all) => all.map(({ status }) => status)),
      ),
    );
    const exchange = await server.arrival('/items/1,2');

    await exchange.closed;

    expect(await outcomes).toEqual(['rejected', 'rejected']);
    expect(exchange.answered).toBe(false);
  });
});
