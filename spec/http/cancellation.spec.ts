import axios from 'axios';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { listStage, pipeline, stage, type Outcome } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { word } from '../support/marbles';
import { ADAPTERS, Loopback } from './loopback';

describe.each(ADAPTERS)('cancelled requests of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  /** A list for each root, then a word for each of its elements; the server answers for `a` and `a1`, and holds all else. */
  function twoRounds() {
    const { server } = loopback;
    server.handle = (exchange) => {
      if (exchange.path === '/list/a') exchange.answer(['a1', 'a2']);
      if (exchange.path === '/item/a1') exchange.answer('one');
    };
    const list = listStage('list', (root: string) => loopback.data<string[]>(`/list/${root}`), { concurrency: 3 });
    const item = stage('item', (id: string) => loopback.data<string>(`/item/${id}`));
    return pipeline(list, item);
  }

  it('C1 closes the socket of every live request when a pipeline is unsubscribed from, and neither delivers nor requests anything more', async () => {
    const { server } = loopback;
    const outcomes: Outcome[] = [];
    const delivered = new ReplaySubject<Outcome>(1);
    delivered.subscribe((outcome) => outcomes.push(outcome));
    const run = twoRounds()(['a', 'b', 'c', 'd', 'waits']).subscribe(delivered);
    const live = await server.arrivals('/list/b', '/list/c', '/list/d', '/item/a2');
    await firstValueFrom(delivered);

    run.unsubscribe();
    await Promise.all(live.map(({ closed }) => closed));
    await server.probe();

    expect(live.map(({ answered }) => answered)).toEqual([false, false, false, false]);
    expect(outcomes.map(word)).toEqual(['one']);
    expect([...server.paths].sort()).toEqual(['/item/a1', '/item/a2', '/list/a', '/list/b', '/list/c', '/list/d']);
  });

  it('C1 closes them when an operator downstream has what it wants', async () => {
    const { server } = loopback;
    const outcome = firstValueFrom(stage('item', (id: string) => loopback.data<string>(`/item/${id}`))(['wanted', 'held']));
    const [wanted, held] = await server.arrivals('/item/wanted', '/item/held');

    wanted?.answer('enough');
    await held?.closed;

    expect(word(await outcome)).toBe('enough');
    expect(held?.answered).toBe(false);
  });

  it('C1 closes the socket of a response whose body is on its way', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const values: unknown[] = [];
    const run = await new Promise<{ unsubscribe(): void }>((resolve) => {
      const item = stage('item', (id: string) =>
        loopback.data<string>({
          url: `/item/${id}`,
          onDownloadProgress: () => {
            resolve(subscription);
          },
        }),
      );
      const subscription = item(['long']).subscribe((outcome) => values.push(outcome));
    });
    const long = await server.arrival('/item/long');

    run.unsubscribe();
    await long.closed;

    expect(long.answered).toBe(false);
    expect(values).toEqual([]);
  });

  it('C1 sends nothing for a request that is unsubscribed from in the turn in which it was made', async () => {
    stage('item', (id: string) => loopback.data<string>(`/item/${id}`))(['one', 'two'])
      .subscribe()
      .unsubscribe();

    await loopback.server.probe();

    expect(loopback.server.paths).toEqual([]);
  });

  it("C1 closes the socket of a promise's request that was given the signal of its context", async () => {
    const { api, server } = loopback;
    const outcomes: Outcome[] = [];
    const item = stage('item', async (id: string, { signal }) => (await api.get<string>(`/item/${id}`, { signal })).data);
    const run = item(['one', 'two']).subscribe((outcome) => outcomes.push(outcome));
    const live = await server.arrivals('/item/one', '/item/two');

    run.unsubscribe();
    await Promise.all(live.map(({ closed }) => closed));
    await server.probe();

    expect(outcomes).toEqual([]);
  });

  it('C2 closes the sockets of all live requests when a for await is left', async () => {
    const { server } = loopback;
    const words: string[] = [];

    for await (const outcome of twoRounds()(['a', 'b', 'c'])) {
      words.push(word(outcome));
      await server.arrivals('/list/b', '/list/c', '/item/a2');
      break;
    }
    const live = await server.arrivals('/list/b', '/list/c', '/item/a2');
    await Promise.all(live.map(({ closed }) => closed));

    expect(words).toEqual(['one']);
    expect(live.map(({ answered }) => answered)).toEqual([false, false, false]);
  });

  it("closes the socket when the caller's own signal aborts, and rejects as axios does", async () => {
    const { api, server } = loopback;
    const caller = new AbortController();
    const rejected = new Promise((resolve) => {
      fromAxios({ url: '/item', signal: caller.signal }, api).subscribe({ error: resolve });
    });
    const item = await server.arrival('/item');

    caller.abort();
    await item.closed;

    expect(axios.isCancel(await rejected)).toBe(true);
  });
});
