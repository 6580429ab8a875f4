import { of } from 'rxjs';
import { listStage, pipeline, stage, type StageContext } from 'rxjs-stages';
import { all } from './support/consume';
import { marbles, word, words } from './support/marbles';

describe('stage', () => {
  it('is an operator, a pipeline of one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b|');
      const answer = cold(' ---x|');
      const expected = '   ---x-x|';

      expectObservable(
        source.pipe(
          stage('fetch', () => answer),
          words(),
        ),
      ).toBe(expected);
    });
  });

  it('makes every emission of its project a child', async () => {
    const both = pipeline(
      stage('search', (term: string) => of(`${term}1`, `${term}2`)),
      stage('detail', (hit) => [hit]),
    );

    expect((await all(both(['a', 'b']))).map(word)).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('calls its project as a function, with no this', () => {
    const seen: unknown[] = [];
    const project = function (this: unknown, id: string): string[] {
      seen.push(this);
      return [id];
    };

    of('a').pipe(stage('fetch', project)).subscribe();

    expect(seen).toEqual([undefined]);
  });

  it('tells what it was made of', () => {
    const project = (id: string): string[] => [id];

    const fetch = stage('fetch', project, { concurrency: 3 });

    expect({ ...fetch, with: undefined }).toEqual({ name: 'fetch', project, options: { concurrency: 3 } });
  });

  it('delivers the values of an earlier stage with deliver: true, each before the branch that it makes may start', () => {
    const log: string[] = [];
    const both = pipeline(
      stage('search', (term: string) => of(`${term}1`, `${term}2`), { deliver: true }),
      stage('detail', (hit) => {
        log.push(`started ${hit}`);
        return [hit.toUpperCase()];
      }),
    );

    of('a')
      .pipe(both)
      .subscribe((outcome) => log.push(`${outcome.stage} ${word(outcome)}`));

    expect(log).toEqual(['search a1', 'started a1', 'detail A1', 'search a2', 'started a2', 'detail A2']);
  });

  it('says of an outcome where it came from', async () => {
    const three = pipeline(
      stage('one', (n: number) => [n * 10, n * 10 + 1]),
      stage('two', (n) => (n === 11 ? Promise.reject(new Error('eleven')) : of(n * 10, n * 10 + 1))),
      stage('three', (n) => [n]),
    );

    const outcomes = await all(three([1]));

    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 100, stage: 'three', inputs: [1, 10, 100], path: [0, 0, 0], index: 0, attempts: 1 },
      { status: 'fulfilled', value: 101, stage: 'three', inputs: [1, 10, 101], path: [0, 0, 1], index: 0, attempts: 1 },
      { status: 'rejected', reason: new Error('eleven'), stage: 'two', inputs: [1, 11], path: [0, 1], attempts: 1 },
    ]);
    expect(JSON.parse(JSON.stringify(outcomes[0]))).toEqual(outcomes[0]);
  });

  it('makes the arrays of a branch once for all its outcomes', async () => {
    const [first, second] = await all(stage('two', (id: string) => [id, id])(['a']));

    expect(first?.inputs).toBe(second?.inputs);
    expect(first?.path).toBe(second?.path);
  });

  describe('context', () => {
    it('tells the project its inputs, path, index and attempt', () => {
      const contexts: Pick<StageContext, 'attempt' | 'inputs' | 'path' | 'index'>[] = [];
      const note = ({ attempt, inputs, path, index }: StageContext): void => void contexts.push({ attempt, inputs, path, index });
      of('a', 'b')
        .pipe(
          pipeline(
            stage('one', (id: string, context) => {
              note(context);
              return [`${id}1`, `${id}2`];
            }),
            stage('two', (id, context) => {
              note(context);
              return [id];
            }),
          ),
        )
        .subscribe();

      expect(contexts).toEqual([
        { attempt: 1, inputs: ['a'], path: [0], index: 0 },
        { attempt: 1, inputs: ['a', 'a1'], path: [0, 0], index: 0 },
        { attempt: 1, inputs: ['a', 'a2'], path: [0, 1], index: 1 },
        { attempt: 1, inputs: ['b'], path: [1], index: 1 },
        { attempt: 1, inputs: ['b', 'b1'], path: [1, 0], index: 0 },
        { attempt: 1, inputs: ['b', 'b2'], path: [1, 1], index: 1 },
      ]);
    });

    it('makes a signal only when it is read, and then one for the attempt', () => {
      const made = jest.spyOn(globalThis, 'AbortController');
      const signals: AbortSignal[] = [];

      of('a')
        .pipe(stage('silent', (id: string) => [id]))
        .subscribe();
      expect(made).not.toHaveBeenCalled();
      of('a')
        .pipe(
          stage('listening', (id: string, context) => {
            signals.push(context.signal, context.signal);
            return [id];
          }),
        )
        .subscribe();

      expect(made).toHaveBeenCalledTimes(1);
      expect(signals[0]).toBe(signals[1]);
      made.mockRestore();
    });
  });

  describe('with', () => {
    const fetch = stage('fetch', (id: string) => [id], { concurrency: 2 });

    it('is the same stage with another project', async () => {
      const scripted = fetch.with({ project: (id) => of(`scripted ${id}`) });

      expect([scripted.name, scripted.options]).toEqual(['fetch', { concurrency: 2 }]);
      expect((await all(scripted(['a']))).map(word)).toEqual(['scripted a']);
      expect((await all(fetch(['a']))).map(word)).toEqual(['a']);
    });

    it('is the same stage with another bound, or with the default again', () => {
      expect(fetch.with({ concurrency: 5 }).options).toEqual({ concurrency: 5 });
      expect(fetch.with({ concurrency: undefined }).options).toEqual({ concurrency: undefined });
      expect(fetch.with({ project: undefined }).project).toBe(fetch.project);
    });

    it('keeps lists lists', async () => {
      const search = listStage('search', (term: string) => [[term]]).with({ project: (term) => Promise.resolve([`${term}1`, `${term}2`]) });

      expect((await all(search(['a']))).map(word)).toEqual(['a1', 'a2']);
    });
  });
});

describe('listStage', () => {
  it.each<[string, (term: string) => Promise<Iterable<string>>]>([
    ['an array', (term) => Promise.resolve([`${term}1`, `${term}2`])],
    ['a Set', (term) => Promise.resolve(new Set([`${term}1`, `${term}2`]))],
    ['a generator', (term) => Promise.resolve([`${term}1`, `${term}2`].values())],
  ])('makes every element of %s a child', async (_, project) => {
    const both = pipeline(
      listStage('search', project),
      stage('detail', (hit) => [hit]),
    );

    expect((await all(both(['a', 'b']))).map(word)).toEqual(['a1', 'b1', 'a2', 'b2'].sort());
  });

  it('takes many lists from one branch, and numbers their elements on', async () => {
    const outcomes = await all(listStage('pages', () => of(['a', 'b'], [], ['c']))(['root']));

    expect(outcomes).toMatchObject([
      { value: 'a', index: 0, path: [0] },
      { value: 'b', index: 1, path: [0] },
      { value: 'c', index: 2, path: [0] },
    ]);
  });
});
