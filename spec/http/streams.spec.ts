import { AxiosError } from 'axios';
import { firstValueFrom, lastValueFrom, map, mergeMap, ReplaySubject, toArray, type Observable } from 'rxjs';
import { isFulfilled, isRejected, pipeline, stage, type Outcome } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { ADAPTERS, Loopback } from './loopback';

type Body = AsyncIterable<Uint8Array>;

async function lengthOf(body: Body): Promise<number> {
  let length = 0;
  for await (const chunk of body) length += chunk.length;
  return length;
}

/** Reads up to the first chunk, and leaves. */
async function begin(body: Body): Promise<number> {
  for await (const chunk of body) return chunk.length;
  return 0;
}

describe.each(ADAPTERS)('streamed bodies of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  function body(path: string, config: object = {}): Observable<Body> {
    return fromAxios<Body>({ url: path, responseType: 'stream', ...config }, loopback.api).pipe(map(({ data }) => data));
  }

  it('are given when they begin, and their requests complete when they have been read', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const length = lastValueFrom(
      body('/a').pipe(
        mergeMap((data) => {
          server.exchanges[0]?.finish();
          return lengthOf(data);
        }),
      ),
    );

    expect(await length).toBe(1_000);
    await server.probe();
    expect(server.exchanges.map(({ answered, socket }) => answered && !socket.destroyed)).toEqual([true]);
  });

  it('B2 hold the slot of their stage until they have been read', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const download = stage('download', (name: string) => body(`/${name}`), { concurrency: 1 });
    const length = stage('length', (data: Body) => lengthOf(data));
    const outcomes = lastValueFrom(pipeline(download, length)(['a', 'b']).pipe(toArray()));

    const a = await server.arrival('/a');
    await server.probe();
    const before = [...server.paths];
    a.finish();
    (await server.arrival('/b')).finish();

    expect(before).toEqual(['/a']);
    expect((await outcomes).map((outcome) => isFulfilled(outcome) && outcome.value)).toEqual([1_000, 1_000]);
  });

  /** Downloads one body and hands it on; the server gives its beginning only. */
  async function interrupt(use: (data: Body) => Promise<unknown>) {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const begun = new ReplaySubject<{ readonly used: Promise<unknown> }>(1);
    const outcomes: Outcome[] = [];
    const download = stage('download', (name: string) => body(`/${name}`));
    const length = stage('length', (data: Body) => {
      const used = use(data);
      begun.next({ used });
      return used;
    });
    const run = pipeline(download, length)(['a']).subscribe((outcome) => outcomes.push(outcome));
    const a = await server.arrival('/a');
    const { used } = await firstValueFrom(begun);

    run.unsubscribe();
    await a.closed;
    return { used, outcomes, answered: a.answered };
  }

  it('C1 close the socket of one that is being read when the pipeline is unsubscribed from, and fail its reader', async () => {
    const { used, outcomes, answered } = await interrupt(lengthOf);

    await expect(used).rejects.toMatchObject({ name: expect.stringMatching(/^(CanceledError|AbortError)$/) });
    expect({ outcomes, answered }).toEqual({ outcomes: [], answered: false });
  });

  it('C1 close the socket of one that nobody reads when the pipeline is unsubscribed from', async () => {
    const { outcomes, answered } = await interrupt(() => new Promise(() => undefined));

    expect({ outcomes, answered }).toEqual({ outcomes: [], answered: false });
  });

  it("C1 close the socket when the caller's own signal aborts, and fail as axios does", async () => {
    const { server } = loopback;
    const caller = new AbortController();
    server.handle = (exchange) => {
      exchange.begin();
    };
    const read = lastValueFrom(body('/a', { signal: caller.signal }).pipe(mergeMap(lengthOf))).catch((reason: unknown) => reason);
    const a = await server.arrival('/a');
    await server.probe();

    caller.abort();
    await a.closed;

    expect(await read).toMatchObject({ code: AxiosError.ERR_CANCELED });
  });

  it('close their socket when their reader leaves, and their requests complete', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const lengths = lastValueFrom(body('/a').pipe(mergeMap(begin), toArray()));
    const a = await server.arrival('/a');
    await a.closed;

    expect(await lengths).toEqual([1]);
    expect(a.answered).toBe(false);
  });

  it('F1 make one rejection of their own when they break, after their value; their reader is told, and siblings go on', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    const run = pipeline(
      stage('download', (name: string) => body(`/${name}`)),
      stage('length', (data: Body) => lengthOf(data)),
    );
    const outcomes = lastValueFrom(run(['torn', 'whole']).pipe(toArray()));
    const [torn, whole] = await server.arrivals('/torn', '/whole');
    await server.probe();
    torn?.reset();
    whole?.finish();

    const given = await outcomes;
    expect(given.filter(isFulfilled).map(({ value, inputs: [name] }) => [name, value])).toEqual([['whole', 1_000]]);
    expect(
      given
        .filter(isRejected)
        .map(({ stage: name, inputs: [root] }) => `${name} ${root}`)
        .sort(),
    ).toEqual(['download torn', 'length torn']);
  });

  it.each(['the body', 'an object around the body'])('B2, C1 are followed though an interceptor makes %s of their response', async (shape) => {
    const { server, api } = loopback;
    server.handle = (exchange) => {
      exchange.begin();
    };
    api.interceptors.response.use(({ data }) => (shape === 'the body' ? data : { body: data }) as never);
    const download = stage('download', (name: string) => fromAxios({ url: `/${name}`, responseType: 'stream' }, api), { concurrency: 1 });
    const given = new ReplaySubject<unknown>();
    const run = download(['a', 'b']).subscribe((outcome) => {
      given.next(outcome);
    });
    const a = await server.arrival('/a');
    await firstValueFrom(given);
    await server.probe();

    expect(server.paths).toEqual(['/a']);
    run.unsubscribe();
    await a.closed;
    expect(a.answered).toBe(false);
  });

  it('of a status that is refused are destroyed, though an interceptor makes another failure of it', async () => {
    const { server, api } = loopback;
    server.handle = (exchange) => {
      exchange.begin(503);
    };
    api.interceptors.response.use(undefined, () => Promise.reject(new Error('unavailable')));
    const rejected = lastValueFrom(body('/a')).catch((reason: unknown) => reason);
    const a = await server.arrival('/a');

    expect(await rejected).toEqual(new Error('unavailable'));
    await a.closed;

    expect(a.answered).toBe(false);
  });

  it('of a status that is refused are destroyed', async () => {
    const { server } = loopback;
    server.handle = (exchange) => {
      exchange.begin(503);
    };
    const rejected = lastValueFrom(body('/a')).catch((reason: unknown) => reason);
    const a = await server.arrival('/a');

    expect(await rejected).toMatchObject({ response: { status: 503 } });
    await a.closed;

    expect(a.answered).toBe(false);
  });
});
