import { PassThrough, Readable, pipeline as pipe } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import axios, { AxiosError, type AxiosInstance, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { noop } from 'rxjs';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';

type Chunks = AsyncIterable<unknown>;

/** A body that a spec gives chunk by chunk. */
interface Source {
  readonly stream: Readable | ReadableStream<string>;
  readonly push: (chunk: string) => void;
  readonly end: () => void;
  readonly fail: (reason: Error) => void;
  /** Whether nothing of it can come any more. */
  readonly isOver: () => Promise<boolean>;
}

function nodes(): Source {
  const stream = new PassThrough({ encoding: 'utf8' });
  return {
    stream,
    push: (chunk) => stream.write(chunk),
    end: () => stream.end(),
    fail: (reason) => stream.destroy(reason),
    isOver: () => Promise.resolve(stream.destroyed),
  };
}

function webs(): Source {
  let controller!: ReadableStreamDefaultController<string>;
  let isCancelled = false;
  const source: UnderlyingDefaultSource<string> = {
    start: (given) => {
      controller = given;
    },
    cancel: () => {
      isCancelled = true;
    },
  };
  return {
    stream: new ReadableStream(source),
    push: (chunk) => {
      controller.enqueue(chunk);
    },
    end: () => {
      controller.close();
    },
    fail: (reason) => {
      controller.error(reason);
    },
    isOver: () => Promise.resolve(isCancelled),
  };
}

/** Axios itself, with an adapter that answers each request by the next of some bodies. */
function clientOf(sources: readonly Source[], status: readonly number[] = []): AxiosInstance {
  const left = [...sources];
  const statuses = [...status];
  const adapter = (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const answer = { data: left.shift()?.stream, status: statuses.shift() ?? 200, statusText: '', headers: {}, config };
    return answer.status < 300 ? Promise.resolve(answer) : Promise.reject(new AxiosError('refused', '', config, {}, answer));
  };
  return axios.create({ adapter });
}

/** A subscription, with all that it was told. */
function subscribe(client: AxiosClient) {
  const told: string[] = [];
  const reasons: unknown[] = [];
  let tell: (value: unknown) => void = noop;
  let tellEnd: () => void = noop;
  const value = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const end = new Promise<void>((resolve) => {
    tellEnd = resolve;
  });
  const subscription = fromAxios({ url: '/a', responseType: 'stream' }, client).subscribe({
    next: (response) => {
      told.push('next');
      tell(response);
    },
    error: (reason: unknown) => {
      told.push('error');
      reasons.push(reason);
      tellEnd();
    },
    complete: () => {
      told.push('complete');
      tellEnd();
    },
  });
  return { told, reasons, value, end, subscription };
}

/** Some turns of the event loop, in which whatever is due happens. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** What a reader gets of a body: its text, or what it fails with. */
async function read(chunks: Chunks): Promise<unknown> {
  let all = '';
  try {
    for await (const chunk of chunks) all += String(chunk);
    return all;
  } catch (reason) {
    return reason;
  }
}

const KINDS = { "Node's": nodes, "the web's": webs };

/** What interceptors make of a response whose body is a stream, and where the body is then. */
const SHAPES: readonly (readonly [shape: string, wrap: (response: AxiosResponse<Chunks>) => unknown, bodyOf: (value: unknown) => Chunks])[] = [
  ['the response as it is', (response) => response, (value) => (value as AxiosResponse<Chunks>).data],
  ['the body itself', ({ data }) => data, (value) => value as Chunks],
  ['an object around the body', ({ data }) => ({ body: data }), (value) => (value as { body: Chunks }).body],
  [
    'the body deep within',
    ({ data }) => ({ ok: true, data: [{ body: data }] }),
    (value) => (value as { data: { body: Chunks }[] }).data[0]?.body as Chunks,
  ],
  ['an async iterable over the body', ({ data }) => relay(data), (value) => value as Chunks],
  ['a stream over the body', (response) => ({ ...response, data: Readable.from(response.data) }), (value) => (value as AxiosResponse<Chunks>).data],
  ['a stream that the body is piped into', ({ data }) => pipe(data, new PassThrough(), noop), (value) => value as Chunks],
];

async function* relay(chunks: Chunks): Chunks {
  yield* chunks;
}

describe.each(Object.entries(KINDS))('fromAxios, with a body of %s streams', (_, create) => {
  describe.each(SHAPES)('of which interceptors make %s', (__, wrap, bodyOf) => {
    function intercepted() {
      const source = create();
      const client = clientOf([source]);
      client.interceptors.response.use((response: AxiosResponse<Chunks>) => wrap(response) as AxiosResponse);
      return { source, ...subscribe(client) };
    }

    it('B2 goes on until the body has been read to its end', async () => {
      const { source, told, value, end } = intercepted();
      const whole = read(bodyOf(await value));
      source.push('a');
      await turns();
      expect(told).toEqual(['next']);

      source.push('b');
      source.end();
      await end;

      expect(await whole).toBe('ab');
      expect(told).toEqual(['next', 'complete']);
    });

    it('C1 ends the body when it is unsubscribed from', async () => {
      const { source, told, value, subscription } = intercepted();
      const whole = read(bodyOf(await value));
      source.push('a');
      await turns();

      subscription.unsubscribe();

      expect(await whole).toMatchObject({ name: expect.stringMatching(/^(AbortError|CanceledError)$/) });
      expect(await source.isOver()).toBe(true);
      expect(told).toEqual(['next']);
    });

    it('F2 fails when the body breaks', async () => {
      const { source, told, reasons, value, end } = intercepted();
      const whole = read(bodyOf(await value));
      const broken = new Error('broken');

      source.fail(broken);
      await end;

      expect([told, reasons]).toEqual([['next', 'error'], [broken]]);
      expect(await whole).toBe(broken);
    });
  });

  it('completes at once if an interceptor has read the body', async () => {
    const source = create();
    const client = clientOf([source]);
    client.interceptors.response.use(async (response: AxiosResponse<Readable>) => ({ ...response, data: await text(response.data) }));
    const { told, value, end } = subscribe(client);
    source.push('ab');
    source.end();
    await end;

    expect(await value).toMatchObject({ data: 'ab' });
    expect(told).toEqual(['next', 'complete']);
  });

  it('ends the body of a status that is refused, whatever interceptors make of the failure', async () => {
    const source = create();
    const client = clientOf([source], [503]);
    const failure = new Error('no such thing');
    client.interceptors.response.use(undefined, () => Promise.reject(failure));
    const { reasons, end } = subscribe(client);
    await end;

    expect(reasons).toEqual([failure]);
    expect(await source.isOver()).toBe(true);
  });

  it('follows the body of a status that is refused, if an interceptor makes an answer of it', async () => {
    const source = create();
    const client = clientOf([source], [404]);
    client.interceptors.response.use(undefined, ({ response }: AxiosError) => response);
    const { told, value, end } = subscribe(client);
    const { data } = (await value) as AxiosResponse<Chunks>;
    const whole = read(data);
    await turns();
    expect(told).toEqual(['next']);

    source.push('not here');
    source.end();
    await end;

    expect(await whole).toBe('not here');
    expect(told).toEqual(['next', 'complete']);
  });

  it('ends the body of an answer that an interceptor fails for', async () => {
    const source = create();
    const client = clientOf([source]);
    const failure = new Error('not what was asked for');
    client.interceptors.response.use(() => Promise.reject(failure));
    const { reasons, end } = subscribe(client);
    await end;

    expect(reasons).toEqual([failure]);
    expect(await source.isOver()).toBe(true);
  });

  it('ends the body of an answer whose request an interceptor makes again, and follows the next one', async () => {
    const [first, second] = [create(), create()];
    const client = clientOf([first, second], [503]);
    client.interceptors.response.use(undefined, ({ config }: AxiosError) => client.request({ ...config }));
    const { told, value, end } = subscribe(client);
    const whole = read(((await value) as AxiosResponse<Chunks>).data);
    await turns();
    expect([await first.isOver(), await second.isOver()]).toEqual([true, false]);
    expect(told).toEqual(['next']);

    second.push('b');
    second.end();
    await end;

    expect(await whole).toBe('b');
  });

  it('C1 ends the body if it is unsubscribed from while an interceptor is at it', async () => {
    const source = create();
    const client = clientOf([source]);
    let reached: () => void = noop;
    const intercepting = new Promise<void>((resolve) => {
      reached = resolve;
    });
    client.interceptors.response.use(async (response: AxiosResponse<Readable>) => {
      reached();
      return { ...response, data: await buffer(response.data) };
    });
    const { told, subscription } = subscribe(client);
    await intercepting;

    subscription.unsubscribe();
    await turns();

    expect(await source.isOver()).toBe(true);
    expect(told).toEqual([]);
  });

  it('keeps the transforms of the client, and those of the request', async () => {
    const [one, other] = [create(), create()];
    const client = clientOf([one, other]);
    client.defaults.transformResponse = (data: unknown) => ({ byClient: data });
    const transformResponse = [(data: unknown) => ({ byRequest: data })];
    const shapes: object[] = [];
    const subscription = fromAxios<object>('/a', client).subscribe(({ data }) => shapes.push(data));
    subscription.add(fromAxios<object>({ url: '/b', transformResponse }, client).subscribe(({ data }) => shapes.push(data)));
    await turns();
    subscription.unsubscribe();

    expect(shapes.map((shape) => Object.keys(shape))).toEqual([['byClient'], ['byRequest']]);
    expect([await one.isOver(), await other.isOver()]).toEqual([true, true]);
  });
});

describe("fromAxios, with a body of Node's streams that an interceptor pipes into another one", () => {
  /** Whose errors `pipe` does not pass on. */
  function piped() {
    const source = nodes();
    const client = clientOf([source]);
    client.interceptors.response.use(({ data }: AxiosResponse<Readable>) => data.pipe(new PassThrough()) as never);
    return { source, ...subscribe(client) };
  }

  it('F2 fails its reader when the body breaks', async () => {
    const { source, value, reasons } = piped();
    const whole = read((await value) as Chunks);
    const broken = new Error('broken');

    source.fail(broken);

    expect(await whole).toBe(broken);
    expect(reasons).toEqual([broken]);
  });

  it('C1 fails its reader when it is unsubscribed from', async () => {
    const { source, value, subscription } = piped();
    const whole = read((await value) as Chunks);

    subscription.unsubscribe();

    expect(await whole).toMatchObject({ name: 'AbortError' });
    expect(await source.isOver()).toBe(true);
  });

  it('ends the body when its reader leaves', async () => {
    const { source, value, told, end } = piped();
    source.push('a');
    const reader = ((await value) as Chunks)[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    await end;

    expect(told).toEqual(['next', 'complete']);
    expect(await source.isOver()).toBe(true);
  });
});

describe('fromAxios, with a client that shows no body before it answers', () => {
  it.each(Object.entries(KINDS))('follows an answer that is a body of %s streams', async (_, create) => {
    const source = create();
    const { told, value, end } = subscribe({ request: () => Promise.resolve(source.stream as never) });
    const whole = read((await value) as Chunks);
    await turns();
    expect(told).toEqual(['next']);

    source.push('a');
    source.end();
    await end;

    expect(await whole).toBe('a');
    expect(told).toEqual(['next', 'complete']);
  });

  it.each(Object.entries(KINDS))('C4 ends an answer that is a body of %s streams, when nobody waits for it any more', async (_, create) => {
    const source = create();
    const { subscription } = subscribe({ request: () => Promise.resolve(source.stream as never) });

    subscription.unsubscribe();
    await turns();

    expect(await source.isOver()).toBe(true);
  });
});
