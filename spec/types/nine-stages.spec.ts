import { lastValueFrom, of } from 'rxjs';
import { pipeline, stage, type Fulfilled, type Outcome, type Pipeline, type PipelineOptions, type Rejected } from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

const a = stage('a', (n: number) => of(n + 1));
const b = stage('b', (n: number) => of(n + 1));
const c = stage('c', (n: number) => of(n + 1));
const d = stage('d', (n: number) => of(n + 1));
const e = stage('e', (n: number) => of(n + 1));
const f = stage('f', (n: number) => of(n + 1));
const g = stage('g', (n: number) => of(n + 1));
const h = stage('h', (n: number) => of(n + 1));
const i = stage('i', (n: number) => of(n + 1));
const options: PipelineOptions = { concurrency: 1 };

/** What stages of these names deliver, each of numbers from numbers. */
type Rounds<Names extends readonly string[], Inputs extends readonly number[] = [number]> = Names extends readonly [infer N extends string]
  ? Rejected<N, Inputs> | Fulfilled<number, N, Inputs>
  : Names extends readonly [infer N extends string, ...infer Rest extends readonly string[]]
    ? Rejected<N, Inputs> | Rounds<Rest, [number, ...Inputs]>
    : never;

const one = [pipeline(a), pipeline(a, options)] as const;
const two = [pipeline(a, b), pipeline(a, b, options)] as const;
const three = [pipeline(a, b, c), pipeline(a, b, c, options)] as const;
const four = [pipeline(a, b, c, d), pipeline(a, b, c, d, options)] as const;
const five = [pipeline(a, b, c, d, e), pipeline(a, b, c, d, e, options)] as const;
const six = [pipeline(a, b, c, d, e, f), pipeline(a, b, c, d, e, f, options)] as const;
const seven = [pipeline(a, b, c, d, e, f, g), pipeline(a, b, c, d, e, f, g, options)] as const;
const eight = [pipeline(a, b, c, d, e, f, g, h), pipeline(a, b, c, d, e, f, g, h, options)] as const;
const nine = [pipeline(a, b, c, d, e, f, g, h, i), pipeline(a, b, c, d, e, f, g, h, i, options)] as const;

describe('types of pipelines of one to nine stages', () => {
  it('unite the outcomes of all stages, with and without options', () => {
    expectType<Equal<Delivered<(typeof one)[0 | 1]>, Rounds<['a']>>>(true);
    expectType<Equal<Delivered<(typeof two)[0 | 1]>, Rounds<['a', 'b']>>>(true);
    expectType<Equal<Delivered<(typeof three)[0 | 1]>, Rounds<['a', 'b', 'c']>>>(true);
    expectType<Equal<Delivered<(typeof four)[0 | 1]>, Rounds<['a', 'b', 'c', 'd']>>>(true);
    expectType<Equal<Delivered<(typeof five)[0 | 1]>, Rounds<['a', 'b', 'c', 'd', 'e']>>>(true);
    expectType<Equal<Delivered<(typeof six)[0 | 1]>, Rounds<['a', 'b', 'c', 'd', 'e', 'f']>>>(true);
    expectType<Equal<Delivered<(typeof seven)[0 | 1]>, Rounds<['a', 'b', 'c', 'd', 'e', 'f', 'g']>>>(true);
    expectType<Equal<Delivered<(typeof eight)[0 | 1]>, Rounds<['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']>>>(true);
    expectType<Equal<Delivered<(typeof nine)[0 | 1]>, Rounds<['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']>>>(true);
  });

  it('have inputs as many as the last stage is deep', async () => {
    const pipelines: (readonly Pipeline<number, Outcome>[])[] = [one, two, three, four, five, six, seven, eight, nine];
    for (const [index, both] of pipelines.entries()) {
      const outcome = { value: index + 1, inputs: Array.from({ length: index + 1 }, (_, depth) => depth) };
      expect(await Promise.all(both.map((run) => lastValueFrom(run([0]))))).toMatchObject([outcome, outcome]);
    }
  });

  it('infer an inline stage at the end, its ancestors included', async () => {
    const ends: Pipeline<number, Outcome>[] = [
      pipeline(
        a,
        stage('end', (n, { inputs }) => {
          expectType<Equal<[typeof n, typeof inputs], [number, [number, number]]>>(true);
          return of(inputs.length);
        }),
        options,
      ),
      pipeline(
        a,
        b,
        c,
        d,
        stage('end', (n, { inputs }) => {
          expectType<Equal<[typeof n, typeof inputs], [number, [number, number, number, number, number]]>>(true);
          return of(inputs.length);
        }),
      ),
      pipeline(
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        stage('end', (n, { inputs }) => {
          expectType<Equal<[typeof n, typeof inputs], [number, [number, number, number, number, number, number, number, number, number]]>>(true);
          return of(inputs.length);
        }),
        options,
      ),
    ];

    expect(await Promise.all(ends.map((end) => lastValueFrom(end([0]))))).toMatchObject([{ value: 2 }, { value: 5 }, { value: 9 }]);
  });

  it('infer nine inline stages, with and without options', async () => {
    const plain = pipeline(
      stage('1', (start: string) => of(start.length)),
      stage('2', (length) => of({ length })),
      stage('3', (object) => of([object.length])),
      stage('4', (array) => of(new Set(array))),
      stage('5', (set) => of(new Map([[set.size, set]]))),
      stage('6', (map) => of(map.size > 0)),
      stage('7', (some) => of(some ? 7n : 0n)),
      stage('8', (big) => of(Symbol(String(big)))),
      stage('9', (symbol, { inputs }) => of([symbol.description, inputs[0], inputs[6]] as const)),
    );
    const bounded = pipeline(
      stage('1', (start: string) => of(start.length)),
      stage('2', (length) => of({ length })),
      stage('3', (object) => of([object.length])),
      stage('4', (array) => of(new Set(array))),
      stage('5', (set) => of(new Map([[set.size, set]]))),
      stage('6', (map) => of(map.size > 0)),
      stage('7', (some) => of(some ? 7n : 0n)),
      stage('8', (big) => of(Symbol(String(big)))),
      stage('9', (symbol, { inputs }) => of([symbol.description, inputs[0], inputs[6]] as const)),
      { concurrency: 2 },
    );

    type Last = Extract<Delivered<typeof plain>, { readonly stage: '9' }>;
    type Inputs = [string, number, { length: number }, number[], Set<number>, Map<number, Set<number>>, boolean, bigint, symbol];
    type Value = readonly [string | undefined, string, boolean];
    expectType<Equal<Last, Rejected<'9', Inputs> | Fulfilled<Value, '9', Inputs>>>(true);
    expectType<Equal<typeof plain, typeof bounded>>(true);
    expect(await lastValueFrom(plain(['start']))).toMatchObject({ value: ['7', 'start', true] });
    expect(await lastValueFrom(bounded(['start']))).toMatchObject({ value: ['7', 'start', true] });
  });

  it('are not more than nine', () => {
    const j = stage('j', (n: number) => of(n));
    expectToCompile(() => {
      // @ts-expect-error ten stages
      pipeline(a, b, c, d, e, f, g, h, i, j);
    });
  });
});
