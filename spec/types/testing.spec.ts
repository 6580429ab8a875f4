import { of, type Observable } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { testStages, type FakeAxiosResponse, type Scripted, type StageHelpers } from 'rxjs-stages/testing';
import 'rxjs-stages/testing/jest';
import { expectToCompile, expectType, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

const search = listStage('search', (term: string) => of([term]));
const halve = stage('halve', (n: number) => of(n / 2));
const detail = stage('detail', ({ id }: Hit) => of(String(id)));

/** What compiles, whether it holds or not. */
function expectUse(use: (helpers: StageHelpers) => unknown): void {
  expectToCompile(() => {
    testStages((given) => {
      use(given);
    });
  });
}

describe('types of the testing kit', () => {
  it('has scripts give strings where nothing is said of their letters, and what is said else', () => {
    expectUse(({ scripted }) => {
      const bare = scripted({ a: '--x|' });
      const failing = scripted({ a: '--E' }, {}, { E: new RangeError('no') });
      const numbers = scripted({ a: '--x|' }, { x: 1 });
      const hits = scripted({ '7': '-x|' }, { x: 'v' }, {}, { keyOf: ({ id }: Hit) => String(id) });

      expectType<Equal<typeof bare, Scripted<string>>>(true);
      expectType<Equal<typeof failing, Scripted<string>>>(true);
      expectType<Equal<typeof numbers, Scripted<number>>>(true);
      expectType<Equal<typeof hits, Scripted<string, Hit>>>(true);
      expectType<Equal<ReturnType<typeof numbers>, Observable<number>>>(true);
    });
  });

  it('takes a script as the project of a stage that it fits', () => {
    expectUse(({ scripted }) => [
      search.with({ project: scripted({ rxjs: '-l|' }, { l: ['a', 'b'] }) }),
      halve.with({ project: scripted({ 4: '-x|' }, { x: 2 }) }),
      halve.with({ project: scripted({ 4: '-E' }, {}) }),
      detail.with({ project: scripted({ '7': '-x|' }, undefined, {}, { keyOf: ({ id }: Hit) => String(id) }) }),
      // @ts-expect-error -- letters are strings, the stage gives numbers
      halve.with({ project: scripted({ 4: '-x|' }) }),
      // @ts-expect-error -- no lists
      search.with({ project: scripted({ rxjs: '-l|' }, { l: 1 }) }),
      // @ts-expect-error -- its inputs are objects: say by keyOf what their marbles are under
      detail.with({ project: scripted({ '7': '-x|' }) }),
    ]);
  });

  it('expects outcomes of pipelines, and of nothing else', () => {
    expectUse(({ cold, expectOutcomes, expectActive, expectStarts }) => {
      expectOutcomes(cold('a|', { a: 4 }).pipe(halve)).toBe('a|', { a: 2 });
      expectOutcomes(
        cold('a|').pipe(
          pipeline(
            search,
            stage('length', (word) => of(word.length)),
          ),
        ),
      ).toBe(['a', '-|']);
      // @ts-expect-error -- numbers are no outcomes
      expectOutcomes(of(1)).toBe('(a|)');
      // @ts-expect-error -- neither a stage nor a limit
      expectActive('detail').toStayWithin(1);
      // @ts-expect-error -- no stage
      expectStarts(of(1)).toBe('');
    });
  });

  it('has a client that fromAxios takes, with data of the type that is asked for', () => {
    expectUse(({ fakeAxios }) => {
      const client = fakeAxios({ 'GET /hits': '-h|' }, { h: { data: [{ id: 7 }] } });
      void client.get<Hit[]>('/hits').then((response) => {
        expectType<Equal<typeof response, FakeAxiosResponse<Hit[]>>>(true);
      });

      return fromAxios<Hit[]>('/hits', client);
    });
  });

  it('has typed matchers', () => {
    expectToCompile(() => {
      expect(1).toBeFulfilledWith(2);
      expect(1).toBeRejectedWith(new Error('no'), { stage: 'halve' });
      expect(of(1)).toEmitOutcomes(['a', '-|'], { a: 1 });
      // @ts-expect-error -- by the name of a stage
      expect(1).toBeRejectedWith(new Error('no'), 'halve');
      // @ts-expect-error -- marbles are text
      expect(of(1)).toEmitOutcomes(1);
    });
  });
});
