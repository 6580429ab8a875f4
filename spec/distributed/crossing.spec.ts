import { serialize, deserialize } from 'node:v8';
import { lastValueFrom, toArray } from 'rxjs';
import {
  concurrencyLimit,
  fulfilledValues,
  isFulfilled,
  isRejected,
  pipeline,
  remote,
  stage,
  type Codec,
  type Outcome,
  type PipelineEvent,
} from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import type { JobQueueOptions } from 'rxjs-stages/bullmq';
import { look, queueHere, serveHere } from './support/here';
import { idsTo, sorted } from './support/outcomes';
import { SERVERS, unique, urlOf } from './support/workers';

const V8: Codec = { stringify: (value) => serialize(value), parse: (bytes) => deserialize(bytes as Uint8Array) as never };

/** Answers with its input. */
const echo = stage('echo', (input: unknown) => Promise.resolve(input));

const same = stage('same', (n: number) => Promise.resolve(n));

/** What a project says of its branch. */
const place = stage('place', (input: unknown, { inputs, path, attempt }) => Promise.resolve({ input, inputs, path, attempt }), {
  key: (input) => String(input),
});

/** Fails with a message that is its input. */
const failing = stage('failing', (input: string) => Promise.reject(Object.assign(new Error(input), { code: input })));

/** Texts that a server, a language or an encoding might stumble over. */
const TEXTS = [
  '',
  `'"\`\\ $1 %s {} ; --`,
  'a\nb\r\n\tc\u2028\u2029',
  'Grüße, Ω, 漢字, ไทย, עברית, 👩‍👩‍👧',
  'NUL: a\0b',
  'a lone surrogate: a\ud800b',
  '{"a":[1]}',
];

const reasonOf = (outcome: Outcome | undefined): unknown => (outcome !== undefined && isRejected(outcome) ? outcome.reason : undefined);

describe.each(SERVERS)('on %s', (_, variable) => {
  const setUp = (name: string, more: Partial<JobQueueOptions> = {}) => ({ queue: unique(name), connection: urlOf(variable), ...more });

  it('texts cross as inputs, answers, keys, names of runs, codes and messages', async () => {
    const options = setUp('texts');
    await serveHere([echo, place, failing], options);
    const queue = await queueHere({ ...options, run: unique(TEXTS.join()) });
    const expected = TEXTS.map((text, index) => ({ input: text, inputs: [text, text], path: [index, 0], attempt: 1 }));
    const outcomes = await lastValueFrom(pipeline(remote(echo, queue), remote(place, queue))(TEXTS).pipe(toArray()));
    expect(outcomes.sort((a, b) => Number(a.path[0]) - Number(b.path[0])).map((outcome) => isFulfilled(outcome) && outcome.value)).toEqual(expected);

    const rejected = await lastValueFrom(remote(failing, queue)(TEXTS).pipe(toArray()));
    const reasons = TEXTS.map((text): unknown => expect.objectContaining({ name: 'Error', message: text, code: text }));
    expect(rejected.map(reasonOf)).toEqual(expect.arrayContaining(reasons));
  });

  it('texts of a million characters cross', async () => {
    const options = setUp('long');
    await serveHere([echo], options);
    const long = 'x'.repeat(1_000_000);
    expect(await lastValueFrom(remote(echo, await queueHere(options))([long]).pipe(fulfilledValues(), toArray()))).toEqual([long]);
  });

  it.each([
    ['Date, Map, Set, bigint, undefined and bytes, as bytes', V8],
    [
      'the same, as text',
      {
        stringify: (value) => Buffer.from(serialize(value)).toString('base64'),
        parse: (text) => V8.parse(Buffer.from(text as string, 'base64')),
      } satisfies Codec,
    ],
  ])('values cross with a codec: %s', async (_name, codec) => {
    const options = { ...setUp('codec'), codec };
    await serveHere([echo], options);
    const input = { date: new Date(0), map: new Map([[1, new Set([2n])]]), nothing: undefined, bytes: new Uint8Array([0, 255]) };
    const queue = await queueHere({ ...options, run: unique('run') });
    const again = await queueHere({ ...options, run: unique('run') });
    for (const each of [queue, again]) {
      expect(await lastValueFrom(remote(echo, each)([input, undefined]).pipe(fulfilledValues(), toArray()))).toEqual(
        expect.arrayContaining([input, undefined]),
      );
    }
  });

  it('what JSON would lose rejects its branch, in both directions, and says where it is', async () => {
    const options = setUp('losses');
    const lossy = stage('lossy', (input: string) => Promise.resolve({ at: input === 'date' ? new Date(0) : undefined }));
    await serveHere([echo, lossy], options);
    const queue = await queueHere(options);
    const [input] = await lastValueFrom(remote(echo, queue)([{ a: [new Map()] }]).pipe(toArray()));
    expect(reasonOf(input)).toMatchObject({ name: 'TypeError', message: expect.stringMatching(/echo.*inputs\[0\]\.a\[0\].*Map/) as string });
    for (const [value, what] of [
      ['date', 'Date'],
      ['nothing', 'undefined'],
    ]) {
      const [answer] = await lastValueFrom(remote(lossy, queue)([String(value)]).pipe(toArray()));
      expect(reasonOf(answer)).toMatchObject({
        name: 'TypeError',
        message: expect.stringMatching(new RegExp(`lossy.*values\\[0\\]\\.at.*${String(what)}`)) as string,
      });
    }
  });

  it('a 429 that a worker gets pauses the limit here, and is retried', async () => {
    const options = setUp('429');
    const calls: string[] = [];
    const limited = stage(
      'limited',
      (id: string, { attempt }) => {
        calls.push(`${id}${String(attempt)}`);
        if (id !== 'a' || attempt > 1) return Promise.resolve(id);
        const response = { status: 429, headers: { 'retry-after': '1', 'set-cookie': 'secret' } };
        return Promise.reject(Object.assign(new Error('slow down'), { response, config: { method: 'get', headers: { authorization: 'secret' } } }));
      },
      { limit: concurrencyLimit(1), retry: httpRetry({ count: 1 }) },
    );
    await serveHere([limited], options);
    const events: PipelineEvent[] = [];
    const run = pipeline(remote(limited, await queueHere(options)), { onEvent: (event) => events.push(event) });
    const values = await lastValueFrom(run(['a', 'b', 'c']).pipe(fulfilledValues(), toArray()));
    expect([...values].sort()).toEqual(['a', 'b', 'c']);
    expect(events.filter(({ type }) => type === 'paused')).toMatchObject([{ ms: 1000 }]);
    expect(calls[0]).toBe('a1');
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('a stage that no worker serves is rejected at once, and not retried', async () => {
    const options = setUp('unknown');
    await serveHere([echo], options);
    const other = stage('other', (n: number) => Promise.resolve(n), { retry: 5 });
    const [outcome] = await lastValueFrom(remote(other, await queueHere(options))([1]).pipe(toArray()));
    expect(outcome).toMatchObject({ status: 'rejected', attempts: 1, reason: { name: 'RemoteStageError', code: 'UNKNOWN_STAGE', stage: 'other' } });
  });

  it.each(["it's Grüße, a.b/c", '{braces}', '-cancel', 'x'.repeat(60)])('a queue may be called %p', async (name) => {
    const options = { ...setUp(''), queue: `${unique('q')}${name}` };
    await serveHere([same], options);
    const queue = await queueHere({ ...options, run: unique('run') });
    expect(sorted(await lastValueFrom(remote(same, queue)(idsTo(20)).pipe(fulfilledValues(), toArray())))).toEqual(idsTo(20));
    expect((await look(options).finished()).completed).toBe(20);
  });
});

describe('on Redis', () => {
  it('queues of one name and different prefixes are different', async () => {
    const options = { queue: unique('prefix'), connection: urlOf('REDIS_URL') };
    const answering = (answer: string) => stage('who', () => Promise.resolve(answer));
    for (const prefix of ['one', 'two']) await serveHere([answering(prefix)], { ...options, prefix });
    for (const prefix of ['one', 'two']) {
      const queue = await queueHere({ ...options, prefix });
      const values = await lastValueFrom(remote(answering('here'), queue)(idsTo(10)).pipe(fulfilledValues(), toArray()));
      expect(new Set(values)).toEqual(new Set([prefix]));
    }
  });
});
