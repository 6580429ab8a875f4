import { from, lastValueFrom, of, timer, toArray } from 'rxjs';
import {
  concurrencyLimit,
  exponentialBackoff,
  listStage,
  perKey,
  pipeline,
  rateLimit,
  stage,
  type Cache,
  type Fulfilled,
  type Rejected,
  type RetryPolicy,
  type Stage,
  type StageOptions,
  type StageTimeouts,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

interface Page {
  readonly hits: readonly Hit[];
  readonly cursor: string | null;
}

const detail = (hit: Hit) => of(`hit ${String(hit.id)}`);
const page = (cursor: string) => of<Page>({ hits: [{ id: cursor.length }], cursor: cursor.length < 3 ? `${cursor}.` : null });
const perHost = perKey(() => concurrencyLimit(1));
const cache: Cache = { get: () => undefined, set: () => undefined };

describe('types of policies', () => {
  it('take what each option may be, and leave the types of the stage as they are', async () => {
    const backoff: RetryPolicy = { count: 2, delay: exponentialBackoff({ initial: 1 }), when: (error) => error !== 'fatal', pause: () => undefined };
    const timeouts: StageTimeouts = { attempt: 1_000, total: 5_000, queue: 500 };
    const stages = [
      stage('s', detail),
      stage('s', detail, { retry: 3 }),
      stage('s', detail, { retry: backoff }),
      stage('s', detail, { retry: { count: 1, delay: 0 } }),
      stage('s', detail, { timeout: 1_000, atomic: true }),
      stage('s', detail, { timeout: timeouts }),
      stage('s', detail, { limit: concurrencyLimit(2) }),
      stage('s', detail, { limit: [concurrencyLimit(2), rateLimit({ max: 10, per: 1_000 })] }),
      stage('s', detail, { limit: perHost.by((hit: Hit) => hit.id) }),
      stage('s', detail, { key: ({ id }) => String(id), cache }),
      stage('s', detail, { nextPage: () => undefined }),
      stage('s', detail, { recurse: undefined, maxDepth: undefined }),
    ];

    expectType<Equal<typeof stages, Stage<'s', Hit, string>[]>>(true);
    const outcomes = await Promise.all(stages.map((each) => lastValueFrom(each([{ id: 1 }]))));
    expect(outcomes).toMatchObject(stages.map(() => ({ status: 'fulfilled', value: 'hit 1' })));
  });

  it('type the parameters of every function, of a stage that is made on its own', () => {
    const made = stage('detail', detail, {
      limit: [
        concurrencyLimit(2),
        perHost.by((hit) => {
          expectType<Equal<typeof hit, Hit>>(true);
          return hit.id;
        }),
      ],
      key: (hit) => {
        expectType<Equal<typeof hit, Hit>>(true);
        return String(hit.id);
      },
      retry: {
        count: 1,
        delay: (error, retryCount, random) => {
          expectType<Equal<[typeof error, typeof retryCount, typeof random], [unknown, number, () => number]>>(true);
          return retryCount === 1 ? random() : timer(10);
        },
        when: (error) => {
          expectType<Equal<typeof error, unknown>>(true);
          return true;
        },
        pause: (error) => {
          expectType<Equal<typeof error, unknown>>(true);
          return 10;
        },
      },
      nextPage: (text, hit) => {
        expectType<Equal<[typeof text, typeof hit], [string, Hit]>>(true);
        return text === '' ? { id: hit.id + 1 } : null;
      },
    });

    expectType<Equal<typeof made, Stage<'detail', Hit, string>>>(true);
    expect(Object.keys(made.options)).toEqual(['limit', 'key', 'retry', 'nextPage']);
  });

  it('type them of an inline stage too, whose project infers its input from the stage before', async () => {
    const run = pipeline(
      listStage('search', (term: string) => of<Hit[]>([{ id: term.length }]), {
        key: (term) => {
          expectType<Equal<typeof term, string>>(true);
          return term;
        },
        nextPage: (hit, term) => {
          expectType<Equal<[typeof hit, typeof term], [Hit, string]>>(true);
          return hit.id > 0 ? undefined : term;
        },
      }),
      stage(
        'detail',
        (hit, { inputs }) => {
          expectType<Equal<[typeof hit, typeof inputs], [Hit, [string, Hit]]>>(true);
          return of({ title: `hit ${String(hit.id)}` });
        },
        {
          retry: 3,
          timeout: { attempt: 1_000 },
          limit: perHost.by((hit) => {
            expectType<Equal<typeof hit, Hit>>(true);
            return hit.id;
          }),
          key: (hit) => {
            expectType<Equal<typeof hit, Hit>>(true);
            return String(hit.id);
          },
          nextPage: (value, hit) => {
            expectType<Equal<[typeof value, typeof hit], [{ title: string }, Hit]>>(true);
            return value.title === '' ? hit : undefined;
          },
        },
      ),
    );

    type Value = Fulfilled<{ title: string }, 'detail', [string, Hit]>;
    expectType<Equal<Delivered<typeof run>, Rejected<'search', [string]> | Rejected<'detail', [string, Hit]> | Value>>(true);
    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: { title: 'hit 4' } });
  });

  it('let next turn pages: the input of an outcome is the cursor of its page', async () => {
    const pages = stage('pages', page, { nextPage: ({ cursor }) => cursor });
    const lists = listStage('lists', (n: number) => of([[n], []]), { nextPage: (list, n) => list[n] });

    expectType<Equal<typeof pages, Stage<'pages', string, Page>>>(true);
    expect(await lastValueFrom(pages(['.']).pipe(toArray()))).toMatchObject([{ inputs: ['.'] }, { inputs: ['..'] }, { inputs: ['...'] }]);
    expect(lists.name).toBe('lists');
  });

  it('are known as StageOptions of a type of input and of value, or of none', async () => {
    const some: StageOptions = { retry: 3, timeout: 1_000, limit: concurrencyLimit(1), key: (input) => String(input), nextPage: () => null };
    const ofHits: StageOptions<Hit, string> = { key: (hit) => String(hit.id), nextPage: (text, hit) => (text === '' ? hit : null) };

    expect(await lastValueFrom(stage('s', detail, some)([{ id: 1 }]))).toMatchObject({ value: 'hit 1' });
    expect(await lastValueFrom(stage('s', detail, ofHits)([{ id: 1 }]))).toMatchObject({ value: 'hit 1' });
    expectToCompile(() => {
      // @ts-expect-error the inputs are pages' cursors
      stage('s', page, ofHits);
      // @ts-expect-error the values are not strings
      stage('s', (hit: Hit) => of(hit.id), ofHits);
    });
  });

  it('accept undefined for every option', async () => {
    const none = {
      concurrency: undefined,
      limit: undefined,
      key: undefined,
      retry: undefined,
      timeout: undefined,
      atomic: undefined,
      cache: undefined,
      recurse: undefined,
      maxDepth: undefined,
      nextPage: undefined,
      deliver: undefined,
    } satisfies Record<keyof StageOptions, undefined>;
    const made = stage('detail', detail, none);

    expectType<Equal<typeof made, Stage<'detail', Hit, string>>>(true);
    expect(await lastValueFrom(from([{ id: 1 }]).pipe(made))).toMatchObject({ value: 'hit 1' });
  });

  it('refuse values that are none of theirs', () => {
    expectToCompile(() => {
      // @ts-expect-error no number
      stage('s', detail, { retry: '3' });
      // @ts-expect-error a policy has a count
      stage('s', detail, { retry: { delay: 10 } });
      // @ts-expect-error whether to retry is a boolean
      stage('s', detail, { retry: { count: 1, when: () => 'yes' } });
      // @ts-expect-error no number
      stage('s', detail, { timeout: '1s' });
      // @ts-expect-error a string is no delay, although its letters are iterable
      stage('detail', detail, { retry: { count: 1, delay: () => '120' } });
      // @ts-expect-error whether to retry is known at once
      stage('detail', detail, { retry: { count: 1, when: async () => Promise.resolve(true) } });
      // @ts-expect-error no such timeout
      stage('s', detail, { timeout: { idle: 1_000 } });
      // @ts-expect-error no boolean
      stage('s', detail, { atomic: 1 });
      // @ts-expect-error a number is no limit
      stage('s', detail, { limit: 2 });
      // @ts-expect-error one of the two is no limit
      stage('s', detail, { limit: [concurrencyLimit(2), 2] });
      // @ts-expect-error it does not say how inputs are grouped
      stage('s', detail, { limit: perHost });
      // @ts-expect-error the inputs are hits
      stage('s', detail, { limit: perHost.by((text: string) => text) });
      // @ts-expect-error a key is a string
      stage('s', detail, { key: (hit) => hit.id });
      // @ts-expect-error the inputs are hits
      stage('s', detail, { key: (text: string) => text });
      // @ts-expect-error it has no set
      stage('s', detail, { cache: { get: () => undefined } });
      // @ts-expect-error the inputs are hits
      stage('s', detail, { nextPage: (text) => text });
      // @ts-expect-error the values are strings
      stage('s', detail, { nextPage: (value: number, hit) => (value === 0 ? hit : null) });
    });
  });
});

describe('types of stage.with, for policies', () => {
  const made = stage('pages', page, { retry: 1, nextPage: ({ cursor }) => cursor });

  it('change every policy, with the same types', async () => {
    const changed = made.with({
      concurrency: 1,
      retry: 0,
      timeout: 1_000,
      atomic: true,
      limit: perHost.by((cursor) => {
        expectType<Equal<typeof cursor, string>>(true);
        return cursor.length;
      }),
      key: (cursor) => {
        expectType<Equal<typeof cursor, string>>(true);
        return cursor;
      },
      cache,
      nextPage: (last, cursor) => {
        expectType<Equal<[typeof last, typeof cursor], [Page, string]>>(true);
        return cursor === '.' ? last.cursor : null;
      },
    });
    const plain = made.with({ retry: undefined, nextPage: undefined });

    expectType<Equal<typeof changed, typeof made>>(true);
    expectType<Equal<typeof plain, typeof made>>(true);
    expect(await lastValueFrom(changed(['.']).pipe(toArray()))).toHaveLength(2);
    expect(await lastValueFrom(plain(['.']).pipe(toArray()))).toHaveLength(1);
  });

  it('leave a stage of narrower values one of wider ones', () => {
    const wider: Stage<string, string, object> = made;

    expect(wider).toBe(made);
    expectToCompile(() => {
      // @ts-expect-error the values are no strings
      const other: Stage<string, string, string> = made;
      return other;
    });
  });

  it('refuse what does not fit', () => {
    expectToCompile(() => {
      // @ts-expect-error no number
      made.with({ retry: '3' });
      // @ts-expect-error a key is a string
      made.with({ key: (cursor) => cursor.length });
      // @ts-expect-error the inputs are cursors
      made.with({ nextPage: (last) => last.hits });
      // @ts-expect-error whether it recurses is part of the types
      made.with({ recurse: () => [] });
    });
  });
});
