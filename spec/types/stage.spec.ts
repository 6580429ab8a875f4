import { EMPTY, from, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import {
  listStage,
  pipeline,
  stage,
  type AsyncIterableObservable,
  type Fulfilled,
  type ListStage,
  type Rejected,
  type Stage,
  type StageContext,
  type StageOptions,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal, type ValueOf } from './equal.js';

/** What a stage on its own delivers, made of its input and its values. */
type Alone<N extends string, I, V> = Rejected<N, [I]> | Fulfilled<V, N, [I]>;

/** What a stage's project is given. */
type InputOf<S> = S extends Stage<string, infer I, unknown> ? I : never;

describe('types of stage', () => {
  it('keeps the name as a literal, on the stage and on its outcomes', async () => {
    const half = stage('half', (n: number) => of(n / 2));

    expectType<Equal<typeof half.name, 'half'>>(true);
    expectType<Equal<InputOf<typeof half>, number>>(true);
    expectType<Equal<ValueOf<typeof half>, number>>(true);
    expectType<Equal<Delivered<typeof half>, Alone<'half', number, number>>>(true);
    expect(half.name).toBe('half');
    expect(await lastValueFrom(half([4]))).toMatchObject({ stage: 'half', value: 2, inputs: [4] });
  });

  it('takes the values out of whatever ObservableInput a project gives', async () => {
    const observable = stage('s', (n: number) => of(String(n)));
    const promise = stage('s', (n: number) => Promise.resolve(String(n)));
    const promiseLike = stage('s', (n: number): PromiseLike<string> => Promise.resolve(String(n)));
    const asyncFunction = stage('s', async (n: number) => (await Promise.resolve(n)).toString());
    const array = stage('s', (n: number) => [String(n)]);
    const readonlyArray = stage('s', (n: number): readonly string[] => [String(n)]);
    const set = stage('s', (n: number) => new Set([String(n)]));
    const generator = stage('s', function* (n: number) {
      yield String(n);
    });
    const asyncGenerator = stage('s', async function* (n: number) {
      yield await Promise.resolve(String(n));
    });

    expectType<Equal<ValueOf<typeof observable>, string>>(true);
    expectType<Equal<ValueOf<typeof promise>, string>>(true);
    expectType<Equal<ValueOf<typeof promiseLike>, string>>(true);
    expectType<Equal<ValueOf<typeof asyncFunction>, string>>(true);
    expectType<Equal<ValueOf<typeof array>, string>>(true);
    expectType<Equal<ValueOf<typeof readonlyArray>, string>>(true);
    expectType<Equal<ValueOf<typeof set>, string>>(true);
    expectType<Equal<ValueOf<typeof generator>, string>>(true);
    expectType<Equal<ValueOf<typeof asyncGenerator>, string>>(true);
    for (const each of [observable, promise, promiseLike, asyncFunction, array, readonlyArray, set, generator, asyncGenerator]) {
      expect(await lastValueFrom(each([7]))).toMatchObject({ status: 'fulfilled', value: '7' });
    }
  });

  it('takes a project that gives one ObservableInput or another', async () => {
    const either = stage('either', (n: number) => {
      if (n === 0) return EMPTY;
      if (n === 1) return of('one');
      return n === 2 ? Promise.resolve(2) : [true, null];
    });

    expectType<Equal<ValueOf<typeof either>, string | number | boolean | null>>(true);
    expectType<Equal<Delivered<typeof either>, Alone<'either', number, string | number | boolean | null>>>(true);
    const outcomes = await lastValueFrom(either([0, 1, 2, 3]).pipe(toArray()));
    expect(outcomes).toHaveLength(4);
  });

  it('keeps a value that is a union, a tuple or a function as it is', () => {
    const union = stage('union', (n: number) => of<'odd' | 'even'>(n % 2 === 0 ? 'even' : 'odd'));
    const tuple = stage('tuple', (n: number) => of<[number, string]>([n, 'n']));
    const callback = stage('callback', (n: number) => of(() => n));

    expectType<Equal<ValueOf<typeof union>, 'odd' | 'even'>>(true);
    expectType<Equal<ValueOf<typeof tuple>, [number, string]>>(true);
    expectType<Equal<ValueOf<typeof callback>, () => number>>(true);
  });

  it('gives the project a context, with its own input last among inputs', async () => {
    const asked: unknown[] = [];
    const ask = stage('ask', (term: string, context) => {
      expectType<Equal<typeof term, string>>(true);
      const { inputs, path, index, attempt, signal } = context;
      expectType<Equal<typeof context, StageContext<[...unknown[], string]>>>(true);
      expectType<Equal<typeof inputs, [...unknown[], string]>>(true);
      expectType<Equal<typeof path, readonly number[]>>(true);
      expectType<Equal<typeof index, number>>(true);
      expectType<Equal<typeof attempt, number>>(true);
      expectType<Equal<typeof signal, AbortSignal>>(true);
      asked.push(inputs, path, index, attempt, signal.aborted);
      return EMPTY;
    });

    expect(await lastValueFrom(ask(['x']), { defaultValue: 'nothing' })).toBe('nothing');
    expect(asked).toEqual([['x'], [0], 0, 1, false]);
  });

  it('is an operator, and a function of any list that is iterated by for await', async () => {
    const half = stage('half', (n: number) => of(n / 2));
    const piped = from([4]).pipe(half);
    const called = half(new Set([4]));

    expectType<Equal<typeof piped, Observable<Alone<'half', number, number>>>>(true);
    expectType<Equal<typeof called, AsyncIterableObservable<Alone<'half', number, number>>>>(true);
    for await (const outcome of called) {
      expectType<Equal<typeof outcome, Alone<'half', number, number>>>(true);
      expect(outcome).toMatchObject({ value: 2 });
    }
  });

  it('accepts undefined for every option', async () => {
    const bounds = { concurrency: undefined, deliver: undefined } satisfies StageOptions;
    const half = stage('half', (n: number) => of(n / 2), bounds);

    expectType<Equal<Delivered<typeof half>, Alone<'half', number, number>>>(true);
    expect(await lastValueFrom(half([4]))).toMatchObject({ value: 2 });
  });

  it('accepts options that are known only as StageOptions', async () => {
    const options: StageOptions = { deliver: true };
    const half = stage('half', (n: number) => of(n / 2), options);

    expectType<Equal<typeof half, Stage<'half', number, number, readonly unknown[], boolean, number[]>>>(true);
    expect(await lastValueFrom(half([4]))).toMatchObject({ value: 2 });
  });

  it('refuses a project that gives no ObservableInput, or a string, which is one of letters', () => {
    expectToCompile(() => {
      // @ts-expect-error a number is no ObservableInput
      stage('s', (n: number) => n);
      // @ts-expect-error a string would be taken letter by letter
      stage('s', (n: number) => String(n));
      // @ts-expect-error one of the two is a string
      stage('s', (n: number) => (n === 0 ? of('zero') : 'more'));
      // @ts-expect-error it may give nothing
      stage('s', (n: number) => (n === 0 ? of(n) : undefined));
      // @ts-expect-error a project is a function
      stage('s', of(1));
    });
  });

  it('refuses options that there are none of, and values that are none of theirs', () => {
    const project = (n: number): Observable<number> => of(n);
    expectToCompile(() => {
      // @ts-expect-error misspelt
      stage('s', project, { concurency: 1 });
      // @ts-expect-error no number
      stage('s', project, { concurrency: '1' });
      // @ts-expect-error no boolean
      stage('s', project, { deliver: 1 });
      // @ts-expect-error a name is a string
      stage(1, project);
    });
  });
});

describe('types of stage.with', () => {
  const half = stage('half', (n: number) => of(n / 2), { concurrency: 4 });

  it('gives the same type of stage', async () => {
    const bounded = half.with({ concurrency: 1 });
    const scripted = half.with({ project: (n) => [n, n + 1] });
    const unbounded = half.with({ concurrency: undefined, project: undefined });

    expectType<Equal<typeof bounded, typeof half>>(true);
    expectType<Equal<typeof scripted, typeof half>>(true);
    expectType<Equal<typeof unbounded, typeof half>>(true);
    expect(await lastValueFrom(scripted([1]))).toMatchObject({ stage: 'half', value: 2 });
  });

  it('gives a stage that delivers, or does not', async () => {
    const inline = stage('half', (n: number) => of(n / 2), { concurrency: 4, deliver: true });
    const told = half.with({ deliver: true, concurrency: 1 });
    const silent = told.with({ deliver: false });
    const unset = told.with({ deliver: undefined });
    const still = told.with({ concurrency: 2, project: (n) => [n / 2] });
    const perhaps = half.with({ deliver: Math.random() < 2 });
    const lists = listStage('lists', (n: number) => [[n]]);
    const toldLists = lists.with({ deliver: true });

    expectType<Equal<typeof told, typeof inline>>(true);
    expectType<Equal<typeof silent, typeof half>>(true);
    expectType<Equal<typeof unset, typeof half>>(true);
    expectType<Equal<typeof still, typeof told>>(true);
    expectType<Equal<typeof perhaps, Stage<'half', number, number, readonly unknown[], boolean>>>(true);
    expectType<Equal<typeof toldLists, ListStage<'lists', number, number, readonly unknown[], true>>>(true);

    const last = stage('last', (n: number) => of(n));
    const joined = pipeline(told, last);
    expectType<
      Equal<
        Delivered<typeof joined>,
        | Rejected<'half', [number]>
        | Fulfilled<number, 'half', [number]>
        | Rejected<'last', [number, number]>
        | Fulfilled<number, 'last', [number, number]>
      >
    >(true);
    const stages = async (first: typeof told | typeof silent | typeof perhaps) =>
      (await lastValueFrom(pipeline(first, last)([2]).pipe(toArray()))).map((outcome) => outcome.stage);
    expect(await stages(told)).toEqual(['half', 'last']);
    expect(await stages(still)).toEqual(['half', 'last']);
    expect(await stages(perhaps)).toEqual(['half', 'last']);
    expect(await stages(silent)).toEqual(['last']);
    expect(await stages(unset)).toEqual(['last']);
  });

  it('types the input and the context of another project', async () => {
    const scripted = half.with({
      project: (n, { inputs }) => {
        expectType<Equal<typeof n, number>>(true);
        expectType<Equal<typeof inputs, [...unknown[], number]>>(true);
        return Promise.resolve(n);
      },
    });

    expect(await lastValueFrom(scripted([3]))).toMatchObject({ value: 3 });
  });

  it('refuses what would change the types', () => {
    expectToCompile(() => {
      // @ts-expect-error the values are numbers
      half.with({ project: (n) => of(String(n)) });
      // @ts-expect-error the inputs are numbers
      half.with({ project: (text: string) => of(text.length) });
      // @ts-expect-error deliver is a boolean
      half.with({ deliver: 1 });
      // @ts-expect-error whether values are fed back is part of the types of inputs
      half.with({ recurse: () => [] });
      // @ts-expect-error the name stays
      half.with({ name: 'third' });
    });
  });
});
