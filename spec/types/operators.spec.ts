import { filter, from, lastValueFrom, map, of, toArray, type Observable } from 'rxjs';
import {
  fulfilledValues,
  gather,
  isFulfilled,
  isRejected,
  listStage,
  pipeline,
  stage,
  tolerate,
  unwrap,
  type AsyncIterableObservable,
  type Fulfilled,
  type FulfilledValue,
  type Gathered,
  type Rejected,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

const list = listStage('list', (n: number) => Promise.resolve([n, n + 1]));
const text = stage('text', (n: number) => of(String(n)));
const run = pipeline(list, text);
const delivering = pipeline(
  stage('two', (n: number) => [n, n + 1], { deliver: true }),
  text,
);
type Outcomes = Delivered<typeof run>;

describe('types of operators over outcomes, in .pipe()', () => {
  it('fulfilledValues gives the values', async () => {
    const values = from([1]).pipe(run, fulfilledValues());
    const both = from([1]).pipe(delivering, fulfilledValues());

    expectType<Equal<typeof values, Observable<string>>>(true);
    expectType<Equal<typeof both, Observable<string | number>>>(true);
    expectType<Equal<FulfilledValue<Outcomes>, string>>(true);
    expect(await lastValueFrom(values.pipe(toArray()))).toEqual(['1', '2']);
  });

  it('unwrap gives the values', async () => {
    const values = from([1]).pipe(run, unwrap());

    expectType<Equal<typeof values, Observable<string>>>(true);
    expect(await lastValueFrom(values.pipe(toArray()))).toEqual(['1', '2']);
  });

  it('tolerate keeps the type of outcomes', async () => {
    const outcomes = from([1]).pipe(run, tolerate(3));
    const values = outcomes.pipe(fulfilledValues());

    expectType<Equal<typeof outcomes, Observable<Outcomes>>>(true);
    expectType<Equal<typeof values, Observable<string>>>(true);
    expect(await lastValueFrom(values)).toBe('2');
  });

  it('filter narrows by the guards', async () => {
    const values = from([1]).pipe(
      run,
      filter(isFulfilled),
      map((outcome) => {
        expectType<Equal<typeof outcome, Fulfilled<string, 'text', [number, number]>>>(true);
        return outcome.inputs;
      }),
    );
    const failures = from([1]).pipe(run, filter(isRejected));

    expectType<Equal<typeof values, Observable<[number, number]>>>(true);
    expectType<Equal<typeof failures, Observable<Rejected<'list', [number]> | Rejected<'text', [number, number]>>>>(true);
    expect(await lastValueFrom(values)).toEqual([1, 2]);
  });

  it('take nothing but outcomes', () => {
    expectToCompile(() => {
      // @ts-expect-error numbers are no outcomes
      from([1]).pipe(fulfilledValues());
      // @ts-expect-error numbers are no outcomes
      from([1]).pipe(unwrap());
      // @ts-expect-error a number of failures
      tolerate('3');
      // @ts-expect-error a number is no outcome
      isFulfilled(1);
    });
  });
});

describe('types of gather', () => {
  it('gives one result for each root, its outcomes parted', async () => {
    const perRoot = gather(run);
    const called = perRoot([1]);
    const piped = from([1]).pipe(gather(run));

    expectType<Equal<typeof called, AsyncIterableObservable<Gathered<number, Outcomes>>>>(true);
    expectType<Equal<typeof piped, Observable<Gathered<number, Outcomes>>>>(true);
    for await (const { input, path, fulfilled, rejected } of called) {
      expectType<Equal<typeof input, number>>(true);
      expectType<Equal<typeof path, readonly number[]>>(true);
      expectType<Equal<typeof fulfilled, Fulfilled<string, 'text', [number, number]>[]>>(true);
      expectType<Equal<typeof rejected, (Rejected<'list', [number]> | Rejected<'text', [number, number]>)[]>>(true);
      expect([input, path, fulfilled.length, rejected.length]).toEqual([1, [0], 2, 0]);
    }
    expect(await lastValueFrom(piped)).toMatchObject({ input: 1 });
  });

  it('takes a stage on its own, and a pipeline written inline', async () => {
    const alone = gather(text);
    const inline = gather(
      pipeline(
        stage('number', (n: string) => of(Number(n))),
        stage('twice', (n) => of(n * 2)),
      ),
    );
    const one = alone([1]);
    const two = inline(['1']);

    expectType<Equal<typeof one, AsyncIterableObservable<Gathered<number, Rejected<'text', [number]> | Fulfilled<string, 'text', [number]>>>>>(true);
    type Twice = Rejected<'number', [string]> | Rejected<'twice', [string, number]> | Fulfilled<number, 'twice', [string, number]>;
    expectType<Equal<typeof two, AsyncIterableObservable<Gathered<string, Twice>>>>(true);
    expect(await lastValueFrom(one)).toMatchObject({ input: 1, fulfilled: [{ value: '1' }] });
    expect(await lastValueFrom(two)).toMatchObject({ input: '1', fulfilled: [{ value: 2 }] });
  });

  it('refuses what is no pipeline, and sources that do not fit', () => {
    const perRoot = gather(run);
    expectToCompile(() => {
      // @ts-expect-error its results are no outcomes
      gather((source: Observable<number>) => source);
      // @ts-expect-error the roots are numbers
      perRoot(['1']);
      // @ts-expect-error a string is one of letters
      gather(pipeline(stage('s', (letter: string) => of(letter))))('letters');
    });
  });
});
