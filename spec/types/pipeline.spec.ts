import { from, lastValueFrom, of, toArray, type Observable, type OperatorFunction } from 'rxjs';
import {
  gather,
  listStage,
  pipeline,
  stage,
  type AsyncIterableObservable,
  type Fulfilled,
  type Gathered,
  type Outcome,
  type OutcomeOf,
  type Pipeline,
  type PipelineOptions,
  type Rejected,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

const search = listStage('search', (term: string) => Promise.resolve<Hit[]>([{ id: term.length }]));
const detail = stage('detail', (hit: Hit) => of(`hit ${String(hit.id)}`));

type Searched = Rejected<'search', [string]> | Rejected<'detail', [string, Hit]> | Fulfilled<string, 'detail', [string, Hit]>;

describe('types of pipeline', () => {
  it('infers what every inline stage takes from what the one before gives', async () => {
    const run = pipeline(
      stage('id', (text: string) => of(Number(text))),
      stage('twice', (id) => {
        expectType<Equal<typeof id, number>>(true);
        return [id, id];
      }),
      listStage('digits', (id) => {
        expectType<Equal<typeof id, number>>(true);
        return Promise.resolve([...String(id)]);
      }),
      stage('last', (digit) => {
        expectType<Equal<typeof digit, string>>(true);
        return of({ digit });
      }),
    );

    expectType<
      Equal<
        Delivered<typeof run>,
        | Rejected<'id', [string]>
        | Rejected<'twice', [string, number]>
        | Rejected<'digits', [string, number, number]>
        | Rejected<'last', [string, number, number, string]>
        | Fulfilled<{ digit: string }, 'last', [string, number, number, string]>
      >
    >(true);
    const outcomes = await lastValueFrom(run(['12']).pipe(toArray()));
    expect(outcomes).toHaveLength(4);
    expect(outcomes[0]).toMatchObject({ stage: 'last', value: { digit: '1' }, inputs: ['12', 12, 12, '1'] });
  });

  it('types the ancestors in the context of inline stages', async () => {
    const run = pipeline(
      listStage('search', (term: string, { inputs }) => {
        expectType<Equal<typeof inputs, [string]>>(true);
        return of([{ id: term.length }]);
      }),
      stage('detail', (hit, { inputs }) => {
        expectType<Equal<typeof inputs, [string, { id: number }]>>(true);
        return of(hit.id > 0);
      }),
      stage('more', (positive, { inputs: [term, hit, same] }) => {
        expectType<Equal<[typeof term, typeof hit, typeof same], [string, { id: number }, boolean]>>(true);
        return of([term, hit.id, same, positive] as const);
      }),
      { concurrency: 4 },
    );

    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: ['rxjs', 4, true, true] });
  });

  it('joins stages that were made elsewhere, in one pipeline and in another', async () => {
    const short = pipeline(search, detail);
    const long = pipeline(
      stage('terms', (list: string) => of(list)),
      search,
      detail.with({ concurrency: 2 }),
      stage('length', (text, { inputs }) => {
        expectType<Equal<typeof inputs, [string, string, Hit, string]>>(true);
        return of(text.length);
      }),
    );

    expectType<Equal<Delivered<typeof short>, Searched>>(true);
    expectType<
      Equal<
        Delivered<typeof long>,
        | Rejected<'terms', [string]>
        | Rejected<'search', [string, string]>
        | Rejected<'detail', [string, string, Hit]>
        | Rejected<'length', [string, string, Hit, string]>
        | Fulfilled<number, 'length', [string, string, Hit, string]>
      >
    >(true);
    expect(await lastValueFrom(short(['rxjs']))).toMatchObject({ value: 'hit 4', inputs: ['rxjs', { id: 4 }] });
    expect(await lastValueFrom(long(['rxjs']))).toMatchObject({ value: 5, inputs: ['rxjs', 'rxjs', { id: 4 }, 'hit 4'] });
  });

  it('accepts a stage that takes more than the one before gives', async () => {
    const describeIt = stage('describe', (value: string | number | Hit) => of(typeof value));
    const run = pipeline(search, describeIt);

    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: 'object' });
  });

  it('is a function of any list of items, iterated by for await', async () => {
    const run = pipeline(search, detail);
    const called = run(new Set(['rxjs']));

    expectType<Equal<typeof called, AsyncIterableObservable<Searched>>>(true);
    for await (const outcome of called) {
      expectType<Equal<typeof outcome, Searched>>(true);
      expect(outcome.stage).toBe('detail');
    }
    const iterator = called[Symbol.asyncIterator]();
    const iterable: AsyncIterableIterator<Searched> = iterator;
    expectType<Equal<Awaited<ReturnType<typeof iterator.next>>, IteratorResult<Searched, undefined>>>(true);
    expect(iterable).toBe(iterator);
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  });

  it('is an operator, whose result is a plain Observable', async () => {
    const run = pipeline(search, detail);
    const operator: OperatorFunction<string, Searched> = run;
    const known: Pipeline<string, Outcome> = run;
    const exact: Pipeline<string, Searched> = run;
    const piped = from(['rxjs']).pipe(run);

    expectType<Equal<typeof piped, Observable<Searched>>>(true);
    expect(exact).toBe(known);
    expect(await lastValueFrom(from(['rxjs']).pipe(operator))).toEqual(await lastValueFrom(known(['rxjs'])));
    expectToCompile(async () => {
      // @ts-expect-error a plain Observable cannot be iterated
      for await (const outcome of piped) expect(outcome).toBeUndefined();
    });
  });

  it('accepts undefined for every option, and options that are known only as PipelineOptions', async () => {
    const options: PipelineOptions = {
      concurrency: undefined,
      highWaterMark: undefined,
      maxWaiting: undefined,
      overflow: undefined,
      scheduler: undefined,
      onEvent: undefined,
    };
    const run = pipeline(search, detail, options);

    expectType<Equal<Delivered<typeof run>, Searched>>(true);
    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: 'hit 4' });
  });

  it('refuses stages that do not fit', () => {
    const fromNumber = stage('fromNumber', (n: number) => of(n));
    const plain = (source: Observable<Hit>): Observable<Hit> => source;
    expectToCompile(() => {
      // @ts-expect-error search gives hits, and a hit is no number
      pipeline(search, fromNumber);
      // @ts-expect-error detail gives strings, and search takes strings, but not in this order
      pipeline(detail, detail);
      // @ts-expect-error the third does not fit the second
      pipeline(search, detail, fromNumber);
      // @ts-expect-error an ordinary operator is no stage
      pipeline(search, plain);
      // @ts-expect-error at least one stage
      pipeline();
      // @ts-expect-error options alone are no stage
      pipeline({ concurrency: 1 });
    });
  });

  it('refuses a source of other items, and a string, which is one of letters', () => {
    const run = pipeline(search, detail);
    expectToCompile(() => {
      // @ts-expect-error numbers are no terms
      run([1, 2]);
      // @ts-expect-error a string is to be wrapped: ['rxjs']
      run('rxjs');
      // @ts-expect-error a number is no source
      run(1);
      // @ts-expect-error numbers are no terms
      from([1, 2]).pipe(run);
      // @ts-expect-error outcomes are no terms: join the stages instead
      from(['rxjs']).pipe(search, detail);
    });
  });

  it('keeps its types in `with`', async () => {
    const found = pipeline(search, detail);
    const changed = found.with({ concurrency: 1, onEvent: undefined, signal: new AbortController().signal });

    expectType<Equal<typeof changed, typeof found>>(true);
    expectType<Equal<OutcomeOf<typeof changed>, Searched>>(true);
    expect(await lastValueFrom(changed(['rxjs']))).toMatchObject({ value: 'hit 4' });
    expectToCompile(() => {
      // @ts-expect-error misspelt
      found.with({ concurency: 1 });
      // @ts-expect-error an option of stages
      found.with({ retry: 1 });
      // @ts-expect-error a controller is no signal
      found.with({ signal: new AbortController() });
      // @ts-expect-error a stage on its own has options of a stage
      detail.with({ signal: new AbortController().signal });
    });
  });

  it('has its outcomes told by OutcomeOf', () => {
    const found = pipeline(search, detail);
    const gathered = gather(found);

    expectType<Equal<OutcomeOf<typeof found>, Searched>>(true);
    expectType<Equal<OutcomeOf<typeof search>, Rejected<'search', [string]> | Fulfilled<Hit, 'search', [string]>>>(true);
    expectType<Equal<OutcomeOf<typeof gathered>, Gathered<string, Searched>>>(true);
    expectType<Equal<OutcomeOf<Pipeline<string, Outcome>>, Outcome>>(true);
    expectToCompile(() => {
      // @ts-expect-error no pipeline
      return (none: OutcomeOf<string>) => none;
    });
  });

  it('refuses options that there are none of, and values that are none of theirs', () => {
    expectToCompile(() => {
      // @ts-expect-error misspelt
      pipeline(search, detail, { concurency: 1 });
      // @ts-expect-error no number
      pipeline(search, detail, { concurrency: '1' });
      // @ts-expect-error no such way
      pipeline(search, detail, { maxWaiting: 1, overflow: 'drop' });
      // @ts-expect-error an option of stages
      pipeline(search, detail, { deliver: true });
    });
  });
});
