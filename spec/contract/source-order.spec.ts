import { concat, EMPTY, map, NEVER, of, range, Subject, take, throwError, timer, type Observable, type ObservableInput } from 'rxjs';
import { concurrencyLimit, gather, listStage, pipeline, stage, type PipelineOptions } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { marbles, word } from '../support/marbles';

const ORDERED = { order: 'source' } as const;

describe('source order', () => {
  describe('O4 outcomes come in the order of their paths', () => {
    it('O4 those of the lowest branch at once, the others when it is their turn', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '----x-y|', b: '-z|', c: '---------w|' }));

        expectOutcomes(cold('(abc|)').pipe(pipeline(fetch, ORDERED))).toBe('----x-yz-w|');
      });
    });

    it('O4 a rejection in its place', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '----(x|)', b: '-E', c: '--(y|)' }));

        expectOutcomes(cold('(abc|)').pipe(pipeline(fetch, ORDERED))).toBe('----(xEy|)');
      });
    });

    it('O4 what a branch emitted before it failed before its failure, and both before its children', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ r: '-a--E' }), { deliver: true });
        const two = stage('two', () => of('b'));

        expectOutcomes(cold('(r|)').pipe(pipeline(one, two, ORDERED))).toBe('-a--(Eb|)');
      });
    });

    it('O4 a prefix first: values of `deliver: true` before what comes of any of them', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ a: '-a-b|', c: '-c-d|' }), { deliver: true });
        const two = stage('two', scripted({ a: '-(w|)', b: '-(x|)', c: '-(y|)', d: '-(z|)' }));

        expectOutcomes(cold('(ac|)').pipe(pipeline(one, two, ORDERED))).toBe('-a-b(wxcdyz|)');
      });
    });

    it('O4 within a stage the lowest path starts first', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const one = stage('one', scripted({ a: '--------(u|)', b: '---(xy|)', c: '-(vw|)' }));
        const two = stage('two', scripted({ '*': '-----|' }), { concurrency: 1 });

        expectStarts(two).toBe('                              -v----x----u----y----w');
        expectOutcomes(cold('(abc|)').pipe(pipeline(one, two, ORDERED))).toBe('--------------------------|');
      });
    });

    it.each([
      ['-', '-----', '----', '       ------(acdbef|)'],
      ['-----', '-', '', '           ------a---(cdbef|)'],
      ['-', '---------', '-', '      ----------(acdbef|)'],
    ])(
      'O4 of a recursive stage in the middle, whatever is faster: what goes on before what is fed back with the same index (%s, %s, %s)',
      (crawled, fetchedRoots, fetched, outcomes) => {
        testStages(({ cold, expectOutcomes }) => {
          const inputs: Record<string, string[]> = { a: ['c', 'd'], b: ['e', 'f'] };
          const crawl = stage('crawl', (id: string) => cold(`${crawled}(i|)`, { i: id }), { recurse: (id) => inputs[id] ?? [] });
          const fetch = stage('fetch', (id: string) => cold(`${id in inputs ? fetchedRoots : fetched}(i|)`, { i: id }));

          expectOutcomes(cold('(ab|)').pipe(pipeline(crawl, fetch, ORDERED))).toBe(outcomes);
        });
      },
    );
  });

  it('F1 O4 a rejection comes when what its branch had given before is fed back, and after that', () => {
    testStages(({ expectOutcomes }) => {
      const failing = concat(
        of('a'),
        throwError(() => 'E'),
      );
      const crawl = stage('crawl', (id: string) => (id === 'a' ? failing : of(id)), { recurse: (id) => (id === 'a' ? ['b', 'c'] : []) });

      expectOutcomes(pipeline(crawl, ORDERED)(['a', 'd'])).toBe('(abcEd|)');
    });
  });

  describe('O4 what is held back counts against highWaterMark', () => {
    it('O4 nothing starts while as much is held back, and it goes on when it is delivered', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ s: '-------------(s|)', '*': '------(f|)' });
        const fetch = pipeline(stage('fetch', project, { concurrency: 2 }), { order: 'source', highWaterMark: 2 });

        expectOutcomes(cold('(sabcd|)').pipe(fetch)).toBe('-------------(sff)-(ff|)');
        expectSubscriptions(project.subscriptions()).toBe([
          '                                           ^------------!',
          '                                           ^-----!',
          '                                           ------^-----!',
          '                                           -------------^-----!',
          '                                           -------------^-----!',
        ]);
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
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ a: '-----(a|)', b: '(b|)', c: '(c|)' }));
        const two = stage(
          'two',
          function* (id: string, { attempt, path: [root] }) {
            if (id === 'a' && attempt === 1) throw new Error('once');
            yield id;
            yield String(root);
          },
          { retry: { count: 1, delay: 0 } },
        );

        expectOutcomes(cold('(abc|)').pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 }))).toBe('-----(a0b1c2|)');
      });
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
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ a: '-----k|', b: '-v-w|', c: '---k|' }));
        const two = stage('two', (id: string) => of(id), { key: (id) => id });

        expectOutcomes(cold('(abc|)').pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 }))).toBe('------(kvwk|)');
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

  it('F5 gather comes in source order', () => {
    testStages(({ cold, scripted, expectObservable }) => {
      const fetch = stage('fetch', scripted({ a: '--x|', b: '---x|', c: '-x|', d: '-|' }));
      const counts = gather(pipeline(fetch, ORDERED))(cold('(abcd|)')).pipe(map(({ input, fulfilled }) => [input, fulfilled.length]));

      expectObservable(counts).toBe('---a(bcd|)', { a: ['a', 1], b: ['b', 1], c: ['c', 1], d: ['d', 0] });
    });
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

  it('O4 starts no branch for its followers while highWaterMark outcomes are held back', () => {
    const started: string[] = [];
    const project = (id: string): Observable<string> => {
      started.push(id);
      return id === 'b' ? of(id) : NEVER;
    };
    const fetch = stage('fetch', project, { key: (id) => (id === 'd' ? 'c' : id) });

    of('a', 'b', 'c', 'd')
      .pipe(pipeline(fetch, { ...ORDERED, highWaterMark: 1 }))
      .subscribe();

    expect(started).toEqual(['a', 'b']);
  });

  it.each([0, 1])('O4 S2 a root that is dropped from within its own `waiting` event is rejected in its place, with %i before it', (before) => {
    const source = new Subject<number>();
    const busy = new Subject<number>();
    const more = [3];
    const seen: string[] = [];
    const events: string[] = [];
    const onEvent = branchEvents(({ type, input, path }) => {
      events.push(`${type} ${path.join('.')}`);
      if (type === 'waiting' && input === 2) for (const root of more.splice(0)) source.next(root);
    });
    const fetch = stage('fetch', (n: number) => (n === 0 ? busy : of(n)), { concurrency: 1 });
    source
      .pipe(pipeline(fetch, { ...ORDERED, maxWaiting: 1, overflow: 'drop-oldest', onEvent }))
      .subscribe({ next: (outcome) => seen.push(word(outcome)), complete: () => seen.push('|') });

    source.next(0);
    if (before === 1) source.next(1);
    source.next(2);
    busy.complete();
    source.complete();

    expect(seen).toEqual([...Array.from({ length: before }, () => '!OverflowError'), '!OverflowError', '3', '|']);
    expect(events.filter((event) => event.endsWith(` ${String(before + 1)}`))).toEqual([
      `waiting ${String(before + 1)}`,
      `rejected ${String(before + 1)}`,
    ]);
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
    testStages(({ cold, scripted, expectOutcomes }) => {
      const fetch = stage('fetch', scripted({ a: '--(a|)', b: '(b|)', c: '(c|)' }));

      expectOutcomes(cold('(abc)').pipe(pipeline(fetch, ORDERED), take(2))).toBe('--(ab|)');
    });
  });
});
