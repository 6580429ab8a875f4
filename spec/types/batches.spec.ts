import { from, lastValueFrom, of, toArray } from 'rxjs';
import {
  batchStage,
  concurrencyLimit,
  fork,
  gather,
  join,
  listStage,
  perKey,
  pipeline,
  stage,
  when,
  type BatchAnswer,
  type BatchContext,
  type BatchStage,
  type BatchStageOptions,
  type BatchValueOf,
  type BatchWeight,
  type Cache,
  type Fulfilled,
  type OutcomeOf,
  type Rejected,
  type StageContext,
} from 'rxjs-stages';
import { api, type Comment, type Post, type User } from './api.js';
import { expectToCompile, expectType, type Delivered, type Equal, type ValueOf } from './equal.js';

interface Detail {
  readonly id: number;
  readonly title: string;
}

const detailsOf = (ids: readonly number[]) => Promise.resolve(ids.map((id): Detail => ({ id, title: String(id) })));
const search = listStage('search', (term: string) => [[term.length]]);
const details = batchStage('details', detailsOf, { max: 100 });
const perHost = perKey(() => concurrencyLimit(1));
const cache: Cache = { get: () => undefined, set: () => undefined };

type Details = Rejected<'details', [string, number]> | Fulfilled<Detail, 'details', [string, number]>;

describe('types of batchStage', () => {
  it('infer inputs and their chains inline, from the stage before', async () => {
    const run = pipeline(
      search,
      batchStage(
        'details',
        (ids, { signal, branches }) => {
          expectType<Equal<typeof ids, readonly number[]>>(true);
          expectType<Equal<typeof signal, AbortSignal>>(true);
          expectType<Equal<typeof branches, readonly StageContext<[string, number]>[]>>(true);
          return detailsOf(ids);
        },
        { max: 100 },
      ),
    );

    expectType<Equal<OutcomeOf<typeof run>, Rejected<'search', [string]> | Details>>(true);
    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ inputs: ['rxjs', 4], value: { title: '4' } });
  });

  it('infer them after, before and between other segments', () => {
    const posts = listStage('posts', ({ id }: User) => api.posts(id));
    const run = pipeline(
      batchStage('users', (ids: readonly number[]) => Promise.resolve(new Map<number, User>(ids.map((id) => [id, { id, name: '' }]))), { max: 10 }),
      fork(
        pipeline(
          posts,
          batchStage(
            'comments',
            (list, { branches }) => {
              expectType<Equal<[typeof list, typeof branches], [readonly Post[], readonly StageContext<[number, User, Post]>[]]>>(true);
              return Promise.resolve(list.map((): Comment[] => []));
            },
            { max: 10 },
          ),
        ),
        when(
          ({ name }: User) => name !== '',
          batchStage(
            'avatars',
            (users, { branches }) => {
              expectType<Equal<[typeof users, typeof branches], [readonly User[], readonly StageContext<[number, User]>[]]>>(true);
              return of(users.map(({ name }) => name.length));
            },
            { max: 10 },
          ),
        ),
      ),
    );

    type Comments = Rejected<'comments', [number, User, Post]> | Fulfilled<Comment[], 'comments', [number, User, Post]>;
    type Avatars = Rejected<'avatars', [number, User]> | Fulfilled<number, 'avatars', [number, User]>;
    expectType<Equal<OutcomeOf<typeof run>, Rejected<'users', [number]> | Rejected<'posts', [number, User]> | Comments | Avatars>>(true);
  });

  it('are those of a stage that is made beforehand, wherever it stands', () => {
    const run = pipeline(search, details);
    const joined = pipeline(
      search,
      join('whole', details),
      stage('save', (whole, { inputs: [term] }) => {
        expectType<Equal<[(typeof whole)['input'], typeof term], [number, string]>>(true);
        return whole.details;
      }),
    );

    expectType<Equal<typeof details, BatchStage<'details', number, Detail>>>(true);
    expectType<Equal<Delivered<typeof details>, Rejected<'details', [number]> | Fulfilled<Detail, 'details', [number]>>>(true);
    expectType<Equal<OutcomeOf<typeof run>, Rejected<'search', [string]> | Details>>(true);
    expect(joined).toBeInstanceOf(Function);
  });

  it('have the values of lists and of Maps, by promises and Observables, without `Error`', async () => {
    class Gone extends Error {
      readonly gone = true;
    }
    const list = batchStage('s', (ids: readonly number[]) => Promise.resolve(ids.map((id) => (id === 0 ? new Gone() : { id }))), { max: 2 });
    const readonlyList = batchStage('s', (ids: readonly number[]) => of<readonly (string | Error)[]>(ids.map(String)), { max: 2 });
    const map = batchStage('s', async (ids: readonly number[]) => Promise.resolve(new Map(ids.map((id) => [id, String(id)] as const))), { max: 2 });
    const failingMap = batchStage('s', (ids: readonly number[]) => of(new Map<number, string | Gone>(ids.map((id) => [id, new Gone()]))), { max: 2 });
    const readonlyMap = batchStage('s', () => of<ReadonlyMap<string, boolean>>(new Map()), { max: 2 });
    const either = batchStage('s', (ids: readonly number[]) => (ids.length === 1 ? Promise.resolve(['one']) : of(new Map([[1, 1]]))), { max: 2 });

    expectType<Equal<ValueOf<typeof list>, { id: number }>>(true);
    expectType<Equal<ValueOf<typeof readonlyList>, string>>(true);
    expectType<Equal<ValueOf<typeof map>, string>>(true);
    expectType<Equal<ValueOf<typeof failingMap>, string>>(true);
    expectType<Equal<ValueOf<typeof readonlyMap>, boolean>>(true);
    expectType<Equal<ValueOf<typeof either>, string | number>>(true);
    expectType<Equal<BatchValueOf<Promise<(number | Error)[]>>, number>>(true);
    const outcomes = await Promise.all([list, readonlyList, map, failingMap].map((each) => lastValueFrom<{ status: string }>(each([0]))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected']);
  });

  it('give what follows a value, and never an Error', () => {
    const run = pipeline(
      batchStage('users', (ids: readonly number[]) => Promise.resolve(ids.map((id): User | Error => ({ id, name: '' }))), { max: 10 }),
      stage('name', ({ name }) => [name]),
    );

    expectType<
      Equal<OutcomeOf<typeof run>, Rejected<'users', [number]> | Rejected<'name', [number, User]> | Fulfilled<string, 'name', [number, User]>>
    >(true);
  });

  it('are delivered from the middle', () => {
    const on = pipeline(
      batchStage('details', detailsOf, { max: 10, deliver: true }),
      stage('title', ({ title }) => [title]),
    );
    const off = pipeline(
      batchStage('details', detailsOf, { max: 10, deliver: false }),
      stage('title', ({ title }) => [title]),
    );

    type Off = Rejected<'details', [number]> | Rejected<'title', [number, Detail]> | Fulfilled<string, 'title', [number, Detail]>;
    expectType<Equal<OutcomeOf<typeof off>, Off>>(true);
    expectType<Equal<OutcomeOf<typeof on>, Off | Fulfilled<Detail, 'details', [number]>>>(true);
  });

  it('are as deep as it recurses', async () => {
    const walk = pipeline(
      search,
      batchStage(
        'walk',
        (ids, { branches }) => {
          expectType<Equal<[typeof ids, typeof branches], [readonly number[], readonly StageContext<[string, number, ...number[]]>[]]>>(true);
          return detailsOf(ids);
        },
        {
          max: 10,
          recurse: ({ id }, { inputs }) => {
            expectType<Equal<typeof inputs, [string, number, ...number[]]>>(true);
            return id > 0 ? [id - 1] : [];
          },
          maxDepth: 3,
        },
      ),
    );

    type Walked = [string, number, ...number[]];
    expectType<Equal<OutcomeOf<typeof walk>, Rejected<'search', [string]> | Rejected<'walk', Walked> | Fulfilled<Detail, 'walk', Walked>>>(true);
    expect(await lastValueFrom(walk(['ab']).pipe(toArray()))).toHaveLength(3);
  });

  it('type the parameters of every function', () => {
    const made = batchStage('details', detailsOf, {
      max: {
        weight: (id) => {
          expectType<Equal<typeof id, number>>(true);
          return id;
        },
        max: 10,
      },
      key: (id) => {
        expectType<Equal<typeof id, number>>(true);
        return String(id);
      },
      retry: {
        count: 1,
        when: (error) => {
          expectType<Equal<typeof error, unknown>>(true);
          return true;
        },
      },
    });
    const inline = pipeline(
      search,
      batchStage('details', (ids) => detailsOf(ids), {
        max: {
          weight: (id) => {
            expectType<Equal<typeof id, number>>(true);
            return id;
          },
          max: 10,
        },
        key: (id) => {
          expectType<Equal<typeof id, number>>(true);
          return String(id);
        },
        cache,
        limit: [concurrencyLimit(2), concurrencyLimit(4)],
        timeout: { attempt: 1_000, total: 5_000, queue: 500 },
        wait: 5,
        isolate: true,
        perContext: true,
      }),
    );

    expectType<Equal<typeof made, BatchStage<'details', number, Detail>>>(true);
    expectType<Equal<OutcomeOf<typeof inline>, Rejected<'search', [string]> | Details>>(true);
  });

  it('are known as BatchStageOptions of a type of input and of value, or of none', () => {
    const weight: BatchWeight<number> = { weight: (id) => id, max: 10 };
    const some: BatchStageOptions = { max: 10, retry: 3, limit: concurrencyLimit(1), key: (input) => String(input) };
    const ofIds: BatchStageOptions<number, Detail> = { max: weight, key: (id) => String(id) };
    const project = (ids: readonly number[], context: BatchContext): Promise<BatchAnswer<Detail>> => {
      context.signal.throwIfAborted();
      return detailsOf(ids);
    };

    expectType<Equal<ValueOf<ReturnType<typeof fromProject>>, Detail>>(true);
    expectToCompile(() => [
      batchStage('details', detailsOf, { ...some, recurse: undefined }),
      batchStage('details', detailsOf, { ...ofIds, recurse: undefined }),
    ]);
    function fromProject() {
      return batchStage('details', project, { max: 10 });
    }
  });

  it('accept undefined for every option but max', () => {
    const none = {
      wait: undefined,
      isolate: undefined,
      perContext: undefined,
      concurrency: undefined,
      limit: undefined,
      key: undefined,
      retry: undefined,
      timeout: undefined,
      cache: undefined,
      recurse: undefined,
      maxDepth: undefined,
      deliver: undefined,
    } satisfies Record<Exclude<keyof BatchStageOptions, 'max'>, undefined>;
    const made = batchStage('details', detailsOf, { max: 10, ...none });

    expectType<Equal<typeof made, BatchStage<'details', number, Detail>>>(true);
  });

  it('are operators, and gathered', () => {
    expectToCompile(async () => {
      const piped = from([1]).pipe(pipeline(details));
      for await (const { input, values } of gather(pipeline(search, details))(['rxjs'])) {
        expectType<Equal<[typeof input, typeof values], [string, { readonly details: Detail[] }]>>(true);
      }
      return piped;
    });
  });

  it('refuse projects that answer with something else', () => {
    expectToCompile(() => {
      // @ts-expect-error an answer comes by a promise or an Observable
      batchStage('s', (ids: readonly number[]) => ids, { max: 10 });
      // @ts-expect-error one value is no answer for several inputs
      batchStage('s', (ids: readonly number[]) => Promise.resolve(ids.length), { max: 10 });
      // @ts-expect-error a string is no list
      batchStage('s', (ids: readonly number[]) => Promise.resolve(ids.join()), { max: 10 });
      // @ts-expect-error a Set has neither order nor keys
      batchStage('s', (ids: readonly number[]) => Promise.resolve(new Set(ids)), { max: 10 });
      // @ts-expect-error an object is no Map
      batchStage('s', (ids: readonly number[]) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, id]))), { max: 10 });
      // prettier-ignore
      // @ts-expect-error it takes all inputs of a batch, not one
      pipeline(search, batchStage('s', (id: number) => Promise.resolve([id]), { max: 10 }));
      // prettier-ignore
      // @ts-expect-error the inputs are numbers
      pipeline(search, batchStage('s', (ids: readonly string[]) => Promise.resolve(ids), { max: 10 }));
    });
  });

  it('refuse options that are missing, misspelt or those of other stages', () => {
    expectToCompile(() => {
      // @ts-expect-error max is missing
      batchStage('s', detailsOf);
      // @ts-expect-error max is missing
      batchStage('s', detailsOf, { concurrency: 4 });
      // @ts-expect-error no number
      batchStage('s', detailsOf, { max: '10' });
      // @ts-expect-error weights have a max, too
      batchStage('s', detailsOf, { max: { weight: (id) => id } });
      // @ts-expect-error a weight is a number
      batchStage('s', detailsOf, { max: { weight: (id) => String(id), max: 10 } });
      // @ts-expect-error misspelt
      batchStage('s', detailsOf, { max: 10, isolated: true });
      // @ts-expect-error a batch stage emits one value for an input
      batchStage('s', detailsOf, { max: 10, atomic: true });
      // @ts-expect-error a batch has no next page
      batchStage('s', detailsOf, { max: 10, nextPage: () => undefined });
      // @ts-expect-error a request has one limit, whatever its inputs
      batchStage('s', detailsOf, { max: 10, limit: perHost.by((id: number) => id) });
      // @ts-expect-error a request has one limit, whatever its inputs
      batchStage('s', detailsOf, { max: 10, limit: () => concurrencyLimit(1) });
      // @ts-expect-error a key is a string
      batchStage('s', detailsOf, { max: 10, key: (id) => id });
      // @ts-expect-error what is fed back are inputs
      batchStage('s', detailsOf, { max: 10, recurse: ({ title }) => [title] });
      // prettier-ignore
      // @ts-expect-error an option of other stages, inline too
      pipeline(search, batchStage('s', (ids) => detailsOf(ids), { max: 10, atomic: true }));
    });
  });
});

describe('types of with, of batch stages', () => {
  it('keep the types, whatever is changed', async () => {
    const changed = details.with({
      max: { weight: (id) => id, max: 3 },
      wait: 5,
      retry: 2,
      limit: concurrencyLimit(1),
      key: (id) => {
        expectType<Equal<typeof id, number>>(true);
        return String(id);
      },
      project: (ids, { branches }) => {
        expectType<Equal<typeof ids, readonly number[]>>(true);
        expectType<Equal<(typeof branches)[number]['signal'], AbortSignal>>(true);
        return of(new Map(ids.map((id) => [String(id), id === 0 ? new Error('none') : { id, title: 'scripted' }])));
      },
    });
    const delivering = details.with({ deliver: true });

    expectType<Equal<typeof changed, typeof details>>(true);
    expectType<Equal<typeof delivering, BatchStage<'details', number, Detail, readonly unknown[], true>>>(true);
    expect(await lastValueFrom(changed([2]))).toMatchObject({ value: { title: 'scripted' } });
  });

  it('leave a stage of narrower values one of wider ones', () => {
    const wider: BatchStage<'details', number, object> = details;

    expect(wider).toBe(details);
    expectToCompile(() => {
      // @ts-expect-error the values are no strings
      const other: BatchStage<'details', number, string> = details;
      return other;
    });
  });

  it('refuse what does not fit', () => {
    expectToCompile(() => {
      // @ts-expect-error no number
      details.with({ max: '10' });
      // @ts-expect-error the values are details
      details.with({ project: (ids) => Promise.resolve(ids) });
      // @ts-expect-error an answer comes by a promise or an Observable
      details.with({ project: (ids) => ids.map((id) => ({ id, title: '' })) });
      // @ts-expect-error an option of other stages
      details.with({ atomic: true });
      // @ts-expect-error an option of other stages
      details.with({ nextPage: () => undefined });
      // @ts-expect-error a request has one limit, whatever its inputs
      details.with({ limit: perHost.by((id: number) => id) });
      // @ts-expect-error whether it recurses is part of the types
      details.with({ recurse: () => [] });
    });
  });
});
