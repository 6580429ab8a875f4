import { PassThrough, Readable } from 'node:stream';
import { firstValueFrom, lastValueFrom, noop, Subject } from 'rxjs';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';

const BROKEN = new Error('broken');

/** Answers each request with one stream, and shows the signal of the last one. */
class StreamClient implements AxiosClient {
  signal = AbortSignal.abort();

  constructor(private readonly data: unknown) {}

  request({ signal }: Parameters<AxiosClient['request']>[0]): Promise<{ data: unknown }> {
    this.signal = signal as AbortSignal;
    return Promise.resolve(Object.freeze({ data: this.data, status: 200 }));
  }
}

/** A subscription with all that it was told. */
function follow<T extends AsyncIterable<unknown>>(client: AxiosClient) {
  const told: string[] = [];
  const reasons: unknown[] = [];
  const responses = new Subject<T>();
  const over = new Subject<void>();
  const body = firstValueFrom(responses);
  const end = lastValueFrom(over, { defaultValue: undefined });
  const subscription = fromAxios<T>('/a', client).subscribe({
    next: ({ data }) => {
      told.push('next');
      responses.next(data);
    },
    error: (reason: unknown) => {
      told.push('error');
      reasons.push(reason);
      over.complete();
    },
    complete: () => {
      told.push('complete');
      over.complete();
    },
  });
  return { told, reasons, body, end, subscription };
}

/** What a reader gets of a body: its chunks, and what it fails with. */
async function read(body: AsyncIterable<unknown>, most = Infinity): Promise<unknown[]> {
  const chunks: unknown[] = [];
  try {
    for await (const chunk of body) {
      chunks.push(String(chunk));
      if (chunks.length === most) break;
    }
  } catch (reason) {
    chunks.push(reason);
  }
  return chunks;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A stream of the web with a hand on it: what is pushed, how often it was asked, and why it was cancelled. */
function webStream() {
  const asked: string[] = [];
  let controller!: ReadableStreamDefaultController<string>;
  const stream = new ReadableStream<string>(
    {
      start: (given) => {
        controller = given;
      },
      pull: () => {
        asked.push('pull');
      },
      cancel: (reason) => {
        asked.push(`cancel ${String(reason)}`);
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, asked, controller };
}

const KINDS = {
  "Node's": () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    return { stream, push: (chunk: string) => stream.write(chunk), end: () => stream.end(), fail: () => stream.destroy(BROKEN) };
  },
  "the web's": () => {
    const { stream, controller } = webStream();
    const push = (chunk: string): void => {
      controller.enqueue(chunk);
    };
    const end = (): void => {
      controller.close();
    };
    const fail = (): void => {
      controller.error(BROKEN);
    };
    return { stream, push, end, fail };
  },
};

describe.each(Object.entries(KINDS))('fromAxios, with a body of %s streams', (_, create) => {
  it('completes when the body has been read to its end, and aborts nothing', async () => {
    const { stream, push, end } = create();
    const client = new StreamClient(stream);
    const { told, body, end: over } = follow(client);
    push('a');

    const chunks = read(await body);
    await turn();
    expect(told).toEqual(['next']);
    push('b');
    end();
    await over;

    expect(await chunks).toEqual(['a', 'b']);
    expect(told).toEqual(['next', 'complete']);
    expect(client.signal.aborted).toBe(false);
  });

  it('does not complete before the body is read', async () => {
    const { stream, push, end } = create();
    const { told, body, subscription } = follow(new StreamClient(stream));
    await body;
    push('a');
    end();
    await turn();

    expect(told).toEqual(['next']);
    subscription.unsubscribe();
  });

  it('C1 aborts the request and fails the reader when it is unsubscribed from', async () => {
    const { stream, push } = create();
    const client = new StreamClient(stream);
    const { told, body, subscription } = follow(client);
    push('a');
    const chunks = read(await body);
    await turn();

    subscription.unsubscribe();

    expect(client.signal.aborted).toBe(true);
    expect(await chunks).toEqual(['a', expect.objectContaining({ name: 'AbortError' })]);
    expect(told).toEqual(['next']);
  });

  it('C1 fails a reader that comes too late', async () => {
    const { stream, push, end } = create();
    const { body, subscription } = follow(new StreamClient(stream));
    push('a');
    end();
    const data = await body;

    subscription.unsubscribe();
    await turn();

    expect(await read(data)).toEqual([expect.objectContaining({ name: 'AbortError' })]);
  });

  it('C1 aborts the request when it is unsubscribed from within next', async () => {
    const client = new StreamClient(create().stream);
    const { data } = await firstValueFrom(fromAxios<AsyncIterable<unknown>>('/a', client));

    expect(client.signal.aborted).toBe(true);
    expect(await read(data)).toEqual([expect.objectContaining({ name: 'AbortError' })]);
  });

  it('C4 destroys a body that comes when nobody waits for it any more', async () => {
    const { stream } = create();
    const client = new StreamClient(stream);
    const { told, subscription } = follow(client);

    subscription.unsubscribe();
    await turn();

    expect(told).toEqual([]);
    expect(stream instanceof PassThrough ? stream.destroyed : await read(stream)).toEqual(stream instanceof PassThrough ? true : []);
  });

  it('completes and aborts the request when the reader leaves', async () => {
    const { stream, push } = create();
    const client = new StreamClient(stream);
    const { told, body, end } = follow(client);
    push('a');

    expect(await read(await body, 1)).toEqual(['a']);
    await end;

    expect(told).toEqual(['next', 'complete']);
    expect(client.signal.aborted).toBe(true);
  });

  it('F2 fails when the body breaks, with what its reader gets', async () => {
    const { stream, push, fail } = create();
    const client = new StreamClient(stream);
    const { told, reasons, body, end } = follow(client);
    push('a');
    const chunks = read(await body);
    await turn();

    fail();
    await end;

    expect(await chunks).toEqual(['a', BROKEN]);
    expect(told).toEqual(['next', 'error']);
    expect(reasons).toEqual([BROKEN]);
    expect(client.signal.aborted).toBe(true);
  });

  it('fails with what the client rejects with, and destroys the body that it brings', async () => {
    const { stream } = create();
    const refused = { response: { status: 503, data: stream } };
    const { reasons, end } = follow({ request: () => Promise.reject(refused) });

    await end;

    expect(reasons).toEqual([refused]);
    expect(stream instanceof PassThrough ? stream.destroyed : await read(stream)).toEqual(stream instanceof PassThrough ? true : []);
  });
});

describe("fromAxios, with a body of Node's streams", () => {
  it('gives the response as it came', async () => {
    const stream = new PassThrough();
    const response = { data: stream };
    const given: unknown[] = [];
    const over = new Promise<void>((resolve) => {
      fromAxios('/a', { request: () => Promise.resolve(response) }).subscribe({ next: (value) => given.push(value), complete: resolve });
    });
    stream.end();
    stream.resume();
    await over;

    expect(given).toEqual([response]);
    expect(given[0]).toBe(response);
  });

  it('completes when the reader destroys it', async () => {
    const stream = new PassThrough();
    const { told, body, end } = follow(new StreamClient(stream));
    await body;

    stream.destroy();
    await end;

    expect(told).toEqual(['next', 'complete']);
  });

  it('needs nobody who listens to its errors', async () => {
    const stream = new PassThrough();
    const { body, subscription } = follow(new StreamClient(stream));
    await body;
    const closed = new Promise((resolve) => stream.once('close', resolve));

    subscription.unsubscribe();
    await closed;

    expect(stream.errored).toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['been read', () => Readable.from([])],
    ['been destroyed', () => new PassThrough().destroy()],
  ])('completes at once if it has %s', async (_, create) => {
    const stream = create();
    stream.resume();
    await turn();
    await turn();
    const { told, body } = follow(new StreamClient(stream));
    await body;

    expect(told).toEqual(['next', 'complete']);
  });
});

describe("fromAxios, with a body of the web's streams", () => {
  it('reads nothing ahead', async () => {
    const { stream, asked, controller } = webStream();
    const { body, subscription } = follow<ReadableStream<string>>(new StreamClient(stream));
    const reader = (await body).getReader();
    await turn();
    expect(asked).toEqual([]);

    const first = reader.read();
    await turn();
    expect(asked).toEqual(['pull']);
    controller.enqueue('a');

    expect(await first).toEqual({ done: false, value: 'a' });
    expect(asked).toEqual(['pull']);
    reader.closed.catch(noop);
    subscription.unsubscribe();
  });

  it('C1 is cancelled when it is unsubscribed from, though its client heeds no signal', async () => {
    const { stream, asked } = webStream();
    const { body, subscription } = follow(new StreamClient(stream));
    await body;

    subscription.unsubscribe();

    expect(asked).toEqual([expect.stringMatching(/^cancel AbortError/)]);
  });

  it('passes on why its reader cancels it', async () => {
    const { stream, asked } = webStream();
    const { told, body, end } = follow<ReadableStream<string>>(new StreamClient(stream));

    await (await body).cancel('enough');
    await end;

    expect(asked).toEqual(['cancel enough']);
    expect(told).toEqual(['next', 'complete']);
  });

  it('completes at once if it is read already', async () => {
    const { stream } = webStream();
    stream.getReader();
    const { told, body } = follow<ReadableStream<string>>(new StreamClient(stream));

    expect(await body).toBe(stream);
    expect(told).toEqual(['next', 'complete']);
  });
});

describe('fromAxios, with a body that is no stream', () => {
  it.each([[undefined], [null], ['text'], [{ on: 'off', pipe: 1, destroy: true }], [{ getReader: 'one' }], [Buffer.from('a')], [[]]])(
    'completes at once with %p',
    async (data) => {
      const { told, end } = follow(new StreamClient(data));
      await end;

      expect(told).toEqual(['next', 'complete']);
    },
  );

  it.each([[undefined], [null], [{}]])('F2 passes on a client that answers with %p', async (response) => {
    const values: unknown[] = [];
    await lastValueFrom(fromAxios('/a', { request: () => Promise.resolve(response as never) })).then((value) => values.push(value));

    expect(values).toEqual([response]);
  });
});
