import { map, of, throwError, timer } from 'rxjs';
import { gather, listStage, pipeline, stage, type PipelineEvent } from 'rxjs-stages';
import { all } from './support/consume';
import { marbles, word } from './support/marbles';

const search = listStage('search', (term: string) => of([...term]));
const detail = stage('detail', (letter: string) => (letter === 'x' ? throwError(() => 'no') : of(letter.toUpperCase())));

const detailOf = stage('detail of', (code: number) => [code]);

describe('gather', () => {
  it('gives one result for each root, with all that came of it', async () => {
    const gathered = await all(gather(pipeline(search, detail))(['ab', 'x', '']));

    expect(gathered).toEqual([
      {
        input: 'ab',
        path: [0],
        fulfilled: [expect.objectContaining({ value: 'A', inputs: ['ab', 'a'] }), expect.objectContaining({ value: 'B', inputs: ['ab', 'b'] })],
        rejected: [],
        values: { detail: ['A', 'B'] },
      },
      {
        input: 'x',
        path: [1],
        fulfilled: [],
        rejected: [expect.objectContaining({ reason: 'no', stage: 'detail', inputs: ['x', 'x'] })],
        values: { detail: [] },
      },
      { input: '', path: [2], fulfilled: [], rejected: [], values: { detail: [] } },
    ]);
  });

  it('has the values of each stage that delivers', async () => {
    const [gathered] = await all(
      gather(
        pipeline(
          search.with({ deliver: true }),
          stage('code', (letter) => [letter.charCodeAt(0)]),
          detailOf,
        ),
      )(['ab']),
    );

    expect(gathered?.values).toEqual({ search: ['a', 'b'], 'detail of': [97, 98] });
  });

  it('gives a root the moment its whole tree is settled, in completion order', () => {
    marbles(({ cold, expectObservable }) => {
      const delays: Record<string, string> = { a: '--a|', b: '-------b|', c: '----c|' };
      const slow = stage('slow', (letter: string) => cold(delays[letter] ?? '#'));
      const source = cold('(xy|)', { x: 'ab', y: 'ac' });
      const expected = '   -----y--(x|)';
      const gathered = source.pipe(
        gather(pipeline(search, slow)),
        map(({ input }) => input),
      );

      expectObservable(gathered).toBe(expected, { x: 'ab', y: 'ac' });
    });
  });

  it('is an operator of the same kind: it can be iterated, at its consumer’s pace', async () => {
    let pulled = 0;
    const roots = (function* () {
      for (;;) yield String(pulled++);
    })();
    const results = gather(pipeline(search, detail, { highWaterMark: 2 }))(roots)[Symbol.asyncIterator]();

    const first = await results.next();
    expect(first.value).toMatchObject({ input: '0', path: [0] });
    expect(pulled).toBeLessThanOrEqual(4);

    expect(await results.return?.()).toEqual({ done: true, value: undefined });
  });

  it('gathers a stage on its own, and a failed first stage', async () => {
    const failing = stage('failing', (id: string) => (id === 'bad' ? throwError(() => 'no') : of(id)));

    const gathered = await all(gather(failing)(['a', 'bad']));

    expect(gathered.map(({ input, fulfilled, rejected }) => [input, fulfilled.map(word), rejected.map(word)])).toEqual([
      ['a', ['a'], []],
      ['bad', [], ['!no']],
    ]);
  });

  it('gathers a root that was dropped', () => {
    const seen: unknown[] = [];
    of('a', 'b')
      .pipe(
        gather(
          pipeline(
            stage('slow', () => timer(10)),
            { concurrency: 1, maxWaiting: 0, overflow: 'drop-newest' },
          ),
        ),
      )
      .subscribe(({ input, rejected }) => seen.push([input, rejected.map(word)]))
      .unsubscribe();

    expect(seen).toEqual([['b', ['!OverflowError']]]);
  });

  it('leaves the events to onEvent as they are', async () => {
    const events = { plain: [] as PipelineEvent['type'][], gathered: [] as PipelineEvent['type'][] };
    const observed = (log: PipelineEvent['type'][]) => pipeline(search, detail, { onEvent: ({ type }) => log.push(type) });

    await all(observed(events.plain)(['ab', 'x']));
    await all(gather(observed(events.gathered))(['ab', 'x']));

    expect(events.gathered).toEqual(events.plain);
  });

  it('passes the failure of the source on, after the trees that grow', async () => {
    const roots = (function* () {
      yield 'a';
      throw new Error('source');
    })();
    const seen: string[] = [];

    await expect(
      (async () => {
        for await (const { input } of gather(pipeline(search, detail))(roots)) seen.push(input);
      })(),
    ).rejects.toThrow('source');

    expect(seen).toEqual(['a']);
  });
});
