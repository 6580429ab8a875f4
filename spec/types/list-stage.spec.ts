import { from, lastValueFrom, of, toArray } from 'rxjs';
import { listStage, type Fulfilled, type Rejected } from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal, type ValueOf } from './equal.js';

describe('types of listStage', () => {
  it('makes a child of every element of every list, of whatever kind the list and what gives it are', async () => {
    const promiseOfArray = listStage('s', (n: number) => Promise.resolve([n, 'n']));
    const asyncFunction = listStage('s', async (n: number) => Promise.resolve(new Set<string | number>([n, 'n'])));
    const observableOfArray = listStage('s', (n: number) => from<(string | number)[][]>([[n], ['n']]));
    const arrayOfLists = listStage('s', (n: number): Iterable<string | number>[] => [[n], new Set(['n'])]);
    const readonlyList = listStage('s', (n: number) => of([n, 'n'] as readonly (string | number)[]));

    expectType<Equal<ValueOf<typeof promiseOfArray>, string | number>>(true);
    expectType<Equal<ValueOf<typeof asyncFunction>, string | number>>(true);
    expectType<Equal<ValueOf<typeof observableOfArray>, string | number>>(true);
    expectType<Equal<ValueOf<typeof arrayOfLists>, string | number>>(true);
    expectType<Equal<ValueOf<typeof readonlyList>, string | number>>(true);
    for (const each of [promiseOfArray, asyncFunction, observableOfArray, arrayOfLists, readonlyList]) {
      const outcomes = await lastValueFrom(each([7]).pipe(toArray()));
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason))).toEqual([7, 'n']);
    }
  });

  it('delivers elements, not lists', () => {
    const list = listStage('list', (term: string) => Promise.resolve([{ term }]));

    expectType<Equal<Delivered<typeof list>, Rejected<'list', [string]> | Fulfilled<{ term: string }, 'list', [string]>>>(true);
  });

  it('unites the elements of lists of different kinds', () => {
    const list = listStage('list', (n: number) => (n === 0 ? of(['zero']) : Promise.resolve(new Set([n]))));

    expectType<Equal<ValueOf<typeof list>, string | number>>(true);
  });

  it('keeps the type by with, whose project gives lists too', async () => {
    const list = listStage('list', (n: number) => Promise.resolve([n]));
    const scripted = list.with({ concurrency: 1, project: (n) => of(new Set([n + 1])) });

    expectType<Equal<typeof scripted, typeof list>>(true);
    expect(await lastValueFrom(scripted([1]))).toMatchObject({ value: 2 });
  });

  it('accepts undefined for every option', () => {
    const list = listStage('list', (n: number) => Promise.resolve([n]), { concurrency: undefined, deliver: undefined });

    expectType<Equal<ValueOf<typeof list>, number>>(true);
  });

  it('refuses a project that gives no lists, or strings as lists', () => {
    const list = listStage('list', (n: number) => Promise.resolve([n]));
    const texts = listStage('texts', (n: number) => Promise.resolve([String(n)]));
    expectToCompile(() => {
      // @ts-expect-error a number is no list
      listStage('s', (n: number) => Promise.resolve(n));
      // @ts-expect-error a string is a list of letters
      listStage('s', (n: number) => Promise.resolve(String(n)));
      // @ts-expect-error strings as lists, each of them
      listStage('s', (n: number) => [String(n)]);
      // @ts-expect-error one of the two is a string
      listStage('s', (n: number) => Promise.resolve(n === 0 ? 'zero' : [String(n)]));
      // @ts-expect-error an object is no list
      listStage('s', (n: number) => of({ n }));
      // @ts-expect-error the project gives elements where it is to give lists of them
      list.with({ project: (n) => Promise.resolve(n) });
      // @ts-expect-error a string is a list of letters
      texts.with({ project: (n) => Promise.resolve(String(n)) });
    });
  });
});
