import { concat, EMPTY, ignoreElements, map, NEVER, of, range, Subject, throwError, timer, type ObservableInput } from 'rxjs';
import { concurrencyLimit, gather, listStage, pipeline, stage, type Outcome, type PipelineOptions } from 'rxjs-stages';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { marbles, word, words } from '../support/marbles';

const ORDERED = { order: 'source' } as const;

describe('source order', () => {
  describe('O4 outcomes come in the order of their paths', () => {
    it('O4 those of the lowest branch at once, the others when it is their turn', () => {
      marbles(({ cold, expectObservable }) => {
        const answers: Record<string, string> = { a: '----x-y|', b: '-z|', c: '---------w|' };
        const expected = '                            ----x-yz-w|';
        const fetch = stage('fetch', (id: string) => cold(answers[id] as string));

        expectObservable(cold('(abc|)').pipe(pipeline(fetch, ORDERED), words())).toBe(expected);
      });
    });

    it('O4 a rejection in its place', () => {
      marbles(({ cold, expectObservable }) => {
        const answers: Record<string, string> = { a: '----(x|)', b: '-#', c: '--(y|)' };
        const fetch = stage('fetch', (id: string) => cold(answers[id] as string));

        expectObservable(cold('(abc|)').pipe(pipeline(fetch, ORDERED), words())).toBe('----(xey|)', { x: 'x', y: 'y', e: '!error' });
      });
    });

    it('O4 what a branch emitted before it failed before its failure, and both before its children', () => {
      marbles(({ cold, expectObservable }) => {
        const one = stage('one', () => cold('-a--#'), { deliver: true });
        const two = stage('two', (id: string) => of(id.toUpperCase()));

        expectObservable(cold('(r|)').pipe(pipeline(one, two, ORDERED), words())).toBe('-a--(eA|)', { a: 'a', A: 'A', e: '!error' });
      });
    });

    it('O4 a prefix first: values of `deliver: true` before what comes of any of them', () => {
      marbles(({ cold, expectObservable }) => {
        const one = stage('one', (id: string) => cold(`-${id}-b|`), { deliver: true });
        const two = stage('two', (id: string) => cold(`-(${id.toUpperCase()}|)`));

        expectObservable(cold('(ac|)').pipe(pipeline(one, two, ORDERED), words())).toBe('-a-b(ABcbCB|)');
      });
    });

    it('O4 within a stage the lowest path starts first', () => {
      const started: string[] = [];
      marbles(({ cold }) => {
        const one = stage('one', (id: string) => cold(id === 'a' ? '---(xy|)' : '-(xy|)'));
        const two = stage(
          'two',
          (_id: string, { path }) => {
            started.push(path.join('.'));
            return cold('-----|');
          },
          { concurrency: 1 },
        );
        cold('(ab|)')
          .pipe(pipeline(one, two, ORDERED))
          .subscribe();
      });

      expect(started).toEqual(['1.0', '0.0', '0.1', '1.1']);
    });

    it('O4 of a recursive stage in the middle, whatever is faster: what goes on before what is fed back with the same index', () => {
      for (const [one, two] of [
        [1, 5],
        [5, 1],
      ]) {
        const seen: string[] = [];
        marbles(({ cold }) => {
          const crawl = stage('crawl', (id: string) => cold(`${'-'.repeat(one as number)}(i|)`, { i: id }), {
            recurse: (id) => (id.length < 2 ? [`${id}0`, `${id}1`] : []),
          });
          const fetch = stage('fetch', (id: string) => timer((two as number) - Number(id.length > 1)));
          cold('(ab|)')
            .pipe(pipeline(crawl, fetch, ORDERED))
            .subscribe(({ inputs }) => seen.push(inputs.join('>')));
        });

        expect(seen).toEqual(['a>a', 'a>a0>a0', 'a>a1>a1', 'b>b', 'b>b0>b0', 'b>b1>b1']);
      }
    });
  });

  it('F1 O4 a rejection comes when what its branch had given before is fed back, and after that', () => {
    const seen: string[] = [];
    const crawl = stage(
      'crawl',
      (id: string) =>
        id === 'a'
          ? concat(
              of('a'),
              throwError(() => 'no'),
            )
          : of(id),
      {
        recurse: (id) => (id === 'a' ? ['b', 'c'] : []),
      },
    );

    pipeline(crawl, ORDERED)(['a', 'd']).subscribe((outcome) => seen.push(word(outcome)));

    expect(seen).toEqual(['a', 'b', 'c', '!no', 'd']);
  });

  describe('O4 what is held back counts against highWaterMark', () => {
    it('O4 nothing starts while as much is held back, and it goes on when it is delivered', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const slow = cold('  -------------(s|)');
        const fast = cold('  ------(f|)');
        const expected = '   -------------(sff)-(ff|)';
        const fetch = stage('fetch', (id: string) => (id === 's' ? slow : fast), { concurrency: 2 });

        expectObservable(cold('(sffff|)').pipe(pipeline(fetch, { order: 'source', highWaterMark: 2 }), words())).toBe(expected);
        expectSubscriptions(slow.subscriptions).toBe('  ^------------!');
        expectSubscriptions(fast.subscriptions).toBe(['^-----!', '------^-----!', '-------------^-----!', '-------------^-----!']);
      });
    });

    it('O4 no root is pulled meanwhile', () => {
      let pulled = 0;
      const roots = (function* () {
        for (; ; pulled++) yield pulled;
      })();

      pipeline(
        stage('fetch', (n: number) => (n === 0 ? NEVER : of(n))),
        { order: 'source', highWaterMark: 3 },
      )(roots)
        .subscribe()
        .unsubscribe();

      expect(pulled).toBe(3);
    });

    it('O4 the lowest branch starts, is made again and goes on nevertheless', () => {
      const seen: string[] = [];
      const source = new Subject<string>();
      const gate = new Subject<void>();
      const one = stage('one', (id: string) => (id === 'a' ? concat(gate.pipe(ignoreElements()), of('a')) : of(id)));
      const two = stage(
        'two',
        function* (id: string, { attempt }) {
          if (id === 'a' && attempt === 1) throw new Error('once');
          yield `${id}0`;
          yield `${id}1`;
        },
        { retry: { count: 1, delay: 0 } },
      );
      source.pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 })).subscribe((outcome) => seen.push(word(outcome)));

      for (const id of ['a', 'b', 'c']) source.next(id);
      expect(seen).toEqual([]);
      gate.complete();

      expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'c0', 'c1']);
    });
  });

  describe('O4 it cannot deadlock', () => {
    /** Whatever waits for whatever, everything comes, in order. */
    const BOUNDS: PipelineOptions[] = [
      { concurrency: 1, highWaterMark: 1 },
      { concurrency: 2, highWaterMark: 1 },
      { concurrency: 16, highWaterMark: 1 },
      { concurrency: 3, highWaterMark: 2 },
      { limit: concurrencyLimit(1), highWaterMark: 1 },
    ];

    it.each(BOUNDS)('O4 with Observables, iterables, lists and empty branches, with %j', (bounds) => {
      const seen: string[] = [];
      let completed = false;
      marbles(({ cold }) => {
        const inner = (n: number): ObservableInput<number> & object => {
          if (n % 4 === 0) return timer((n * 7) % 5).pipe(map(() => n));
          return n % 4 === 1 ? [n, n] : n % 4 === 2 ? EMPTY : cold('--(a|)', { a: n });
        };
        const two = listStage('two', (n: number) => (n % 3 === 0 ? [[n], [n, n]] : of([n])));
        const three = stage('three', (n: number) => (n % 5 === 4 ? throwError(() => 'no') : timer(n % 2)));
        range(0, 40)
          .pipe(pipeline(stage('one', inner), two, three, { ...bounds, ...ORDERED }))
          .subscribe({ next: ({ path }) => seen.push(path.map((index) => String(index).padStart(3)).join()), complete: () => (completed = true) });
      });

      expect(seen.length).toBeGreaterThan(40);
      expect(seen).toEqual([...seen].sort());
      expect(completed).toBe(true);
    });

    it.each(BOUNDS)('O4 with async iterables, with %j', async (bounds) => {
      const two = stage('two', async function* (n: number) {
        for (let count = 0; count < 3; count++) {
          await Promise.resolve();
          yield n * 10 + count;
        }
      });
      const one = stage('one', async function* (n: number) {
        for (let count = 0; count < 5 - (n % 5); count++) await Promise.resolve();
        yield n;
        yield n + 1;
      });
      const seen = (await all(pipeline(one, two, { ...bounds, ...ORDERED })([1, 2, 3, 4, 5, 6]))).map(({ path, ...outcome }) => [
        ...path,
        'index' in outcome ? outcome.index : 0,
      ]);

      expect(seen).toEqual([0, 1, 2, 3, 4, 5].flatMap((root) => [0, 1].flatMap((child) => [0, 1, 2].map((index) => [root, child, index]))));
    });

    it.each(BOUNDS)('O4 with recursion, with %j', (bounds) => {
      const seen: string[] = [];
      let completed = false;
      marbles(() => {
        const slowly = (id: string) => timer((id.charCodeAt(id.length - 1) * 7) % 4).pipe(map(() => id));
        const crawl = stage('crawl', slowly, { recurse: (id) => (id.length < 4 ? [`${id}0`, `${id}1`] : []) });
        of('a', 'b', 'c')
          .pipe(pipeline(crawl, { ...bounds, ...ORDERED }))
          .subscribe({ next: ({ inputs }) => seen.push(String(inputs.at(-1))), complete: () => (completed = true) });
      });

      expect(seen).toHaveLength(45);
      expect(seen).toEqual([...seen].sort());
      expect(completed).toBe(true);
    });

    it('O4 where the lowest branch follows a leader with a higher path, and another one is between them', () => {
      marbles(({ cold, expectObservable }) => {
        const firsts: Record<string, string> = { a: '-----k|', b: '-v-w|', c: '---k|' };
        const one = stage('one', (id: string) => cold(firsts[id] as string));
        const two = stage('two', (id: string) => of(id), { key: (id) => id });

        expectObservable(cold('(abc|)').pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 }), words())).toBe('------(kvwk|)');
      });
    });

    describe('O4 where two runs that share a cache wait for each other', () => {
      it('O4 before they start', () => {
        expect(tangled(['w', 'q'], ['v', 'p'], (id) => of(id))).toEqual([
          ['p', 'w', 'q'],
          ['q', 'v', 'p'],
        ]);
      });

      it('O4 suspended between two values', () => {
        expect(tangled(['q'], ['p'], (id) => [id, id.toUpperCase()])).toEqual([
          ['p', 'P', 'q', 'Q'],
          ['q', 'Q', 'p', 'P'],
        ]);
      });

      /** Two runs: in each the second root gives its values first; then the first root gives what the other run has come to already. */
      function tangled(mine: string[], others: string[], project: (id: string) => ObservableInput<string> & object): string[][] {
        const cache = new MapCache();
        const seen = [mine, others].map((values, run) => {
          const slow = new Subject<string>();
          const outcomes: string[] = [];
          const one = stage('one', (id: string) => (id === 'slow' ? slow : of(...values)));
          const two = stage('two', project, { key: (id) => id, cache });
          of('slow', 'fast')
            .pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 }))
            .subscribe((outcome) => outcomes.push(word(outcome)));
          return {
            outcomes,
            goOn: () => {
              slow.next(run === 0 ? 'p' : 'q');
              slow.complete();
            },
          };
        });
        for (const { goOn } of seen) goOn();
        return seen.map(({ outcomes }) => outcomes);
      }
    });
  });

  it('F5 gather comes in source order', async () => {
    const answers = [new Subject<string>(), new Subject<string>(), new Subject<string>()];
    const results = all(
      gather(
        pipeline(
          stage('fetch', (n: number) => answers[n] as Subject<string>),
          ORDERED,
        ),
      )(range(0, 3)),
    );

    for (const n of [2, 0, 1]) {
      answers[n]?.next('x');
      answers[n]?.complete();
    }

    expect((await results).map(({ input, fulfilled }) => [input, fulfilled.length])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  it('B5 holds for `for await`: at highWaterMark undelivered outcomes nothing starts', async () => {
    const started: number[] = [];
    const fetch = stage('fetch', (n: number) => {
      started.push(n);
      return of(n);
    });
    const results = pipeline(fetch, { order: 'source', highWaterMark: 3 })(range(0, 100))[Symbol.asyncIterator]();

    await results.next();
    expect(started).toEqual([0, 1, 2, 3]);
    await results.next();
    expect(started).toEqual([0, 1, 2, 3, 4]);
    await results.return?.();
  });

  it('B3 what the lowest branch feeds back is pulled one by one all the same', () => {
    let pulled = 0;
    const numbers = (function* () {
      for (; pulled < 1000; pulled++) yield pulled;
    })();
    const crawl = stage('crawl', (n: number) => (n < 0 ? of(n) : NEVER), { recurse: () => numbers, concurrency: 2 });

    pipeline(crawl, { order: 'source', highWaterMark: 2 })([-1]).subscribe().unsubscribe();

    expect(pulled).toBeLessThanOrEqual(4);
  });

  it('C1 delivers nothing of what is held back when it is unsubscribed in the middle of it', () => {
    const seen: string[] = [];
    const answer = new Subject<string>();
    const source = new Subject<string>();
    const running = source
      .pipe(
        pipeline(
          stage('fetch', (id: string) => (id === 'a' ? answer : of(id))),
          ORDERED,
        ),
      )
      .subscribe((outcome: Outcome) => {
        seen.push(word(outcome));
        if (seen.length === 2) running.unsubscribe();
      });
    for (const id of ['a', 'b', 'c']) source.next(id);

    answer.next('a');
    answer.complete();

    expect(seen).toEqual(['a', 'b']);
  });
});
