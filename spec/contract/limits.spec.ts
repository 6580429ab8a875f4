import { asyncScheduler, EMPTY, NEVER, of, range, Subject, throwError, timer, type Observable } from 'rxjs';
import { adaptiveLimit, concurrencyLimit, perKey, pipeline, rateLimit, stage, type Limit, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { Gauge } from '../support/gauge';
import { word } from '../support/marbles';

describe('limits', () => {
  describe('B1 what works at once keeps to every limit', () => {
    it('B1 of a stage, shared by stages, pipelines and runs', () => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        const limit = concurrencyLimit(2);
        const slow = scripted({ '*': '---(x|)' });
        const both = pipeline(stage('one', slow, { limit }), stage('two', slow, { limit }));

        // At 3 both end: one turn is the other run's, which came first of those that wait; then the second stage goes first.
        expectOutcomes(cold('(ab|)').pipe(both)).toBe('                          ------x--(x|)');
        expectOutcomes(cold('(a|)').pipe(stage('other', slow, { limit }))).toBe('------(x|)');
        expectActive(limit).toBe('                                               2-----1--0');
        expectActive(limit).toStayWithin(2);
      });
    });

    it('B1 of the pipeline: every attempt of every stage', () => {
      const gauge = new Gauge();
      const limit = concurrencyLimit(3);
      testStages(({ expectActive }) => {
        expectActive(limit).toStayWithin(3);
        range(0, 10)
          .pipe(
            pipeline(
              stage('one', (n: number) => gauge.watch(timer(n % 3))),
              stage('two', () => gauge.watch(timer(2))),
              { limit },
            ),
          )
          .subscribe();
      });

      expect(gauge).toMatchObject({ most: 3, started: 20, active: 0 });
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B1 of stage and pipeline together, the same one counted once', () => {
      const limit = concurrencyLimit(1);
      const seen: unknown[] = [];

      pipeline(
        stage('one', (n: number) => [n], { limit: [limit, limit] }),
        { limit },
      )([1, 2]).subscribe((outcome) => seen.push(outcome.status));

      expect(seen).toEqual(['fulfilled', 'fulfilled']);
      expect(limit.active).toBe(0);
    });

    it('B1 of its group, as the stage groups its inputs', () => {
      const hosts = perKey(() => concurrencyLimit(2));
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '---|', x: '-|' });
        const fetch = stage('fetch', project, { limit: hosts.by((id) => id) });

        expectOutcomes(cold('(aaaaaxxxxx|)').pipe(fetch)).toBe('---------|');
        expectSubscriptions(project.subscriptions('a')).toBe(['^--!', '^--!', '---^--!', '---^--!', '------^--!']);
        expectSubscriptions(project.subscriptions('x')).toBe(['^!', '^!', '-^!', '-^!', '--^!']);
      });

      expect(hosts).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B1 as it adapts', () => {
      const limit = adaptiveLimit({ min: 1, max: 4, initial: 2 });
      const excess: number[] = [];
      const gauge = new Gauge();
      testStages(() => {
        range(0, 60)
          .pipe(
            stage(
              'fetch',
              (n) => {
                excess.push(gauge.active + 1 - limit.limit);
                return gauge.watch(n % 7 === 6 ? throwError(() => 'busy') : timer(3));
              },
              { limit },
            ),
          )
          .subscribe();
      });

      expect(Math.max(...excess)).toBeLessThanOrEqual(0);
      expect(gauge.most).toBeGreaterThan(2);
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B1 as the limit of its group adapts', () => {
      const limit = adaptiveLimit({ max: 4 });
      const groups = perKey(() => limit);
      stage('fetch', (n: number) => of(n), { limit: groups.by(() => 'all') })([1, 2, 3]).subscribe();

      expect(limit.limit).toBe(2);
    });
  });

  describe('B2 a limit is held only while an attempt works', () => {
    it('B2 not while its children run', () => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        const limit = concurrencyLimit(1);
        const one = stage('one', scripted({ '*': '--(x|)' }), { limit });
        const two = stage('two', scripted({ x: '------(y|)' }));

        expectOutcomes(cold('(ab|)').pipe(pipeline(one, two))).toBe('--------y-(y|)');
        expectActive(limit).toBe('                                   1---0');
        expectActive(two).toBe('                                     --1-2---1-0');
      });
    });

    it('B2 not while it is suspended by backpressure, and is taken again to go on', () => {
      const limit = concurrencyLimit(1);
      const held: number[] = [];
      testStages(({ cold, scripted, expectOutcomes }) => {
        const numbers = stage(
          'numbers',
          function* () {
            for (const n of ['a', 'b', 'c']) {
              held.push(limit.active);
              yield n;
            }
          },
          { limit },
        );
        const slow = stage('slow', scripted({ a: '--(a|)', b: '--(b|)', c: '--(c|)' }), { concurrency: 1, limit });

        expectOutcomes(cold('(r|)').pipe(pipeline(numbers, slow, { highWaterMark: 1 }))).toBe('--a-b-(c|)');
      });

      expect(held).toEqual([1, 1, 1]);
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B2 a suspended attempt that a limit has held up takes turns with the others afterwards', async () => {
      const [held, free] = [concurrencyLimit(1), concurrencyLimit(1)];
      const other = new Subject<never>();
      const emitted: string[] = [];
      const letters = stage(
        'letters',
        async function* (id: string) {
          for (let n = 0; n < 30; n++) yield await Promise.resolve(id);
        },
        { limit: (id: string) => (id === 'a' ? held : free) },
      );

      const take = () => stage('other', () => other, { limit: held })([0]).subscribe();

      await new Promise<void>((resolve) => {
        pipeline(letters, { concurrency: 1 })(['a', 'b']).subscribe({
          next: (outcome) => {
            emitted.push(word(outcome));
            // Another run acquires the limit, and releases it later.
            if (emitted.length === 3) take();
            if (emitted.length === 9) other.complete();
          },
          complete: resolve,
        });
      });

      expect(emitted.slice(4, 9)).toEqual(['b', 'b', 'b', 'b', 'b']);
      expect(emitted.slice(12, 32).filter((id) => id === 'a')).toHaveLength(10);
      expect([held.active, held.waiting]).toEqual([0, 0]);
    });

    it('B2 several are taken all or none: who waits for one holds no other', () => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        const [one, two] = [concurrencyLimit(1), concurrencyLimit(1)];
        const project = scripted({ a: '-----(a|)', b: '--(b|)', c: '---(c|)' });
        const needs = (...limit: Limit[]) => stage('fetch', project, { limit });

        expectOutcomes(cold('(a|)').pipe(needs(one))).toBe('     -----(a|)');
        expectOutcomes(cold('(b|)').pipe(needs(two, one))).toBe('-------(b|)');
        // It overtakes the one before, which waits for the other limit.
        expectOutcomes(cold('(c|)').pipe(needs(two))).toBe('     ---(c|)');
        expectActive(two).toBe('                                 1--0-1-0');
      });
    });

    it.each<[string, () => Promise<string> | AsyncIterable<string>]>([
      ['a promise that is rejected', () => Promise.reject(new Error('no'))],
      ['a promise that is fulfilled', () => Promise.resolve('yes')],
      [
        'an async iterator that fails',
        async function* () {
          await Promise.resolve();
          throw new Error('no');
        },
      ],
    ])('B2 %s gives its limit to another run', async (_, project) => {
      const limit = concurrencyLimit(1);
      let isStarted = false;
      stage('first', project, { limit })([0]).subscribe();
      const other = () => {
        isStarted = true;
        return NEVER;
      };
      const waiting = stage('other', other, { limit })([0]).subscribe();
      expect(isStarted).toBe(false);

      await new Promise(setImmediate);

      waiting.unsubscribe();
      expect(isStarted).toBe(true);
    });

    it('B2 a branch that cannot use its turn, as it needs another limit too, passes the turn on', () => {
      const [shared, busy, free] = [concurrencyLimit(1), concurrencyLimit(1), concurrencyLimit(1)];
      const work = new Subject<never>();
      const started: string[] = [];
      const project = (id: string): Observable<never> => {
        started.push(id);
        return id === 'a' ? work : NEVER;
      };
      stage('other', () => NEVER, { limit: busy })(['x']).subscribe();
      of('a', 'both', 'c')
        .pipe(stage('fetch', project, { limit: [() => shared, (id) => (id === 'both' ? busy : free)] }))
        .subscribe();
      expect([shared.waiting, busy.waiting]).toEqual([2, 0]);

      work.complete();

      expect(started).toEqual(['a', 'c']);
      expect([shared.waiting, busy.waiting]).toEqual([0, 1]);
    });

    it('B2 several, taken in any order by many runs, do not deadlock', () => {
      const limits = [1, 2, 1].map((n) => concurrencyLimit(n));
      let outcomes = 0;
      testStages(({ expectActive }) => {
        for (const limit of limits) expectActive(limit).toStayWithin(limit.max);
        for (let run = 0; run < 30; run++) {
          const limit = [0, 1, 2].filter((at) => run % 7 !== at).map((at) => limits[(at + run) % 3] as Limit);
          range(0, 5)
            .pipe(
              pipeline(
                stage('one', (n: number) => timer(n % 2), { limit }),
                stage('two', (n) => timer(n % 3), { limit: [...limit].reverse() }),
              ),
            )
            .subscribe(() => outcomes++);
        }
      });

      expect(outcomes).toBe(150);
      for (const limit of limits) expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });
  });

  describe('O3 a blocked key or limit holds up nobody else', () => {
    it('O3 of those that wait in the same stage', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const hosts = perKey(() => concurrencyLimit(1));
        const project = scripted<string, string>({ a: '-----(a|)', b: '--(b|)', c: '-(c|)' });
        const fetch = stage('fetch', project, { limit: hosts.by((id) => (id === 'c' ? 'other' : 'one')) });

        expectOutcomes(cold('(abc|)').pipe(fetch)).toBe('-c---a-(b|)');
        expectStarts(fetch).toBe('                       (ac)-b');
      });
    });

    it('O3 nor another stage, be it earlier or later', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const paused = (): Limit => {
          const limit = concurrencyLimit(1);
          limit.pauseFor(9);
          return limit;
        };
        const both = (first?: Limit, second?: Limit) =>
          pipeline(
            stage('one', scripted({ r: '-(xy|)' }), { limit: first, deliver: true }),
            stage('two', scripted({ x: '-----(p|)', y: '-----(q|)' }), { limit: second }),
          );

        expectOutcomes(cold('(r|)').pipe(both(undefined, paused()))).toBe('-(xy)---------p----(q|)');
        expectOutcomes(cold('(r|)').pipe(both(paused()))).toBe('           ----------(xy)-(pq|)');
      });
    });
  });

  describe('B2 a limit that is paused', () => {
    it('B2 starts nothing, and lets nothing go on, until its time is over', () => {
      testStages(({ cold, expectOutcomes }) => {
        const limit = concurrencyLimit(5);
        const letters = stage(
          'letters',
          function* () {
            yield 'a';
            limit.pauseFor(4);
            yield 'b';
            yield 'c';
          },
          { limit },
        );
        const other = stage('other', () => of('x'), { limit });

        expectOutcomes(cold('(r|)').pipe(letters)).toBe('(ab)(c|)');
        expectOutcomes(cold('--(r|)').pipe(other)).toBe('----(x|)');
      });
    });

    it('B2 lets what works go on', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const limit = concurrencyLimit(2);
        const fetch = stage('fetch', scripted({ '*': '--x--(y|)' }), { limit });

        expectOutcomes(cold('a-b|').pipe(fetch)).toBe('--x--y------x--(y|)');
        expectStarts(fetch).toBe('                     a---------b');
        cold('-p').subscribe(() => {
          limit.pauseFor(9);
        });
      });
    });
  });

  describe('B1 a bound that is changed', () => {
    it('B1 raised: more start in the same turn', () => {
      const limit = concurrencyLimit(1);
      const gauge = new Gauge();
      const running = range(0, 10)
        .pipe(stage('fetch', () => gauge.watch(NEVER), { limit }))
        .subscribe();

      limit.setMax(4);

      expect(gauge.active).toBe(4);
      running.unsubscribe();
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B1 lowered: nothing starts until what works is below it', () => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        const limit = concurrencyLimit(3);
        const fetch = stage('fetch', scripted({ a: '--(a|)', b: '---(b|)', c: '----(c|)', d: '-(d|)' }), { limit });

        expectOutcomes(cold('(abcd|)').pipe(fetch)).toBe('--abc(d|)');
        expectActive(limit).toBe('                        3-21-0');
        cold('-l').subscribe(() => {
          limit.setMax(1);
        });
      });
    });
  });

  describe('B1 a rate limit', () => {
    it('B1 counts the start of every attempt, retries included, in a window that includes its beginning and not its end', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const limit = rateLimit({ max: 2, per: 5 });
        const fetch = stage('fetch', scripted({ a: ['#', '#', '(a|)'], b: '(b|)' }), { limit, retry: { count: 2, delay: 0 } });

        expectOutcomes(cold('a-b|').pipe(fetch)).toBe('-----(ab|)');
        expectStarts(fetch).toBe('                     (aa)-(ab)');
      });
    });

    it('B1 does not count who goes on', () => {
      testStages(({ cold, expectOutcomes, expectStarts }) => {
        const letters = stage('letters', () => ['x', 'y', 'z'], { limit: rateLimit({ max: 2, per: 5 }) });

        expectOutcomes(cold('(abc|)').pipe(letters)).toBe(['(xyzxyz)', '-----(xyz|)']);
        expectStarts(letters).toBe('(ab)-c');
      });
    });
  });

  describe('fairness', () => {
    it('B2 runs that share a limit have their turns one after another, however much each has to do', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const fetch = stage('fetch', scripted({ '*': '-|' }), { limit: concurrencyLimit(1) });

        expectOutcomes(cold('(aaaaaa|)').pipe(fetch)).toBe('----------|');
        expectOutcomes(cold('(bb|)').pipe(fetch)).toBe('    ------|');
        expectOutcomes(cold('(cc|)').pipe(fetch)).toBe('    -------|');
        // The first one's second branch waits before the others come.
        expectStarts(fetch).toBe('                          aabcabcaaa');
      });
    });

    it('O3 a run keeps its turn when one of several branches that wait leaves', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const limit = concurrencyLimit(1);
        const T = expect.objectContaining({ name: 'StageTimeoutError', kind: 'queue' }) as unknown;
        const first = stage('first', scripted({ a: '----(a|)' }), { limit });
        const second = stage('second', scripted({ '*': '---(b|)' }), { limit, timeout: { queue: 3 } });
        const third = stage('third', scripted({ c: '-(c|)' }), { limit });

        expectOutcomes(cold('(a|)').pipe(first)).toBe(' ----(a|)');
        expectOutcomes(cold('x-b|').pipe(second)).toBe('---T---(b|)', {}, { T });
        expectOutcomes(cold('-c|').pipe(third)).toBe('  --------(c|)');
      });
    });

    it.each<[string, (limit: Limit) => Limit | (() => Limit)]>([
      ['a limit', (limit) => limit],
      ['a limit function', (limit) => () => limit],
    ])('O3 a run keeps its turn while another of its stages waits for the same limit: %s', (_, given) => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const shared = concurrencyLimit(1);
        const limit = given(shared);
        const T = expect.objectContaining({ name: 'StageTimeoutError', kind: 'queue' }) as unknown;
        const one = stage('one', scripted({ a: '--(x|)', b: '-|' }), { limit });
        const two = stage('two', scripted({ x: '(y|)' }), { limit, timeout: { queue: 2 } });

        cold('--p').subscribe(() => {
          shared.pauseFor(4);
        });
        expectOutcomes(cold('ab|').pipe(pipeline(one, two))).toBe('----T--|', {}, { T });
      });
    });
  });

  it('B2 who comes when there is room goes after those whose turn it is', () => {
    const order: string[] = [];
    const limit = concurrencyLimit(1);
    const answers: Subject<never>[] = [];
    const source = new Subject<string>();
    const fetch = stage(
      'fetch',
      (id: string) => {
        order.push(id);
        const answer = new Subject<never>();
        answers.push(answer);
        return answer;
      },
      { limit },
    );
    source
      .pipe(
        pipeline(fetch, {
          onEvent: ({ type }) => {
            if (type === 'completed') source.next('a again');
          },
        }),
      )
      .subscribe();
    source.next('a');
    of('b').pipe(fetch).subscribe();

    answers[0]?.complete();

    expect(order).toEqual(['a', 'b']);
    answers[1]?.complete();
    expect(order).toEqual(['a', 'b', 'a again']);
  });

  describe('B3 the source is pulled only while unkeyed limits have room', () => {
    it.each<[string, (limit: Limit) => { pulled: () => number }, number]>([
      ['of the stage', (limit) => counting((source) => pipeline(stage('one', () => NEVER, { limit }))(source).subscribe()), 2],
      [
        'of the pipeline',
        (limit) =>
          counting((source) =>
            pipeline(
              stage('one', () => NEVER),
              { limit },
            )(source).subscribe(),
          ),
        2,
      ],
      [
        'of a group, which is known only when the input is there: until highWaterMark wait',
        (limit) =>
          counting((source) =>
            pipeline(
              stage('one', () => NEVER, { limit: perKey(() => limit).by(() => 1) }),
              { highWaterMark: 5 },
            )(source).subscribe(),
          ),
        7,
      ],
    ])('B3 %s', (_, start, expected) => {
      const limit = concurrencyLimit(2);

      expect(start(limit).pulled()).toBe(expected);
    });

    it('B3 and again when a limit has room, whoever had it', () => {
      const pulledAt: number[] = [];
      const roots = (function* () {
        for (let n = 0; n < 3; n++) {
          pulledAt.push(asyncScheduler.now());
          yield n;
        }
      })();
      testStages(({ scripted, expectOutcomes }) => {
        const limit = concurrencyLimit(1);

        expectOutcomes(stage('other', scripted({ a: '-----|' }), { limit })(['a'])).toBe('-----|');
        expectOutcomes(stage('mine', scripted({ '*': '--|' }), { limit })(roots)).toBe('  -----------|');
      });

      expect(pulledAt).toEqual([5, 7, 9]);
    });
  });

  describe('B4 the stack is constant', () => {
    it('B4 thousands of runs that share one limit complete', () => {
      const limit = concurrencyLimit(1);
      const first = new Subject<number>();
      let completed = 0;
      for (let run = 0; run < 5000; run++) {
        of(0, 1)
          .pipe(stage('fetch', (n) => (n === 1 ? EMPTY : run === 0 ? first : of(1)), { limit }))
          .subscribe({ complete: () => completed++ });
      }
      expect(completed).toBe(0);

      first.complete();

      expect(completed).toBe(5000);
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B4 so do 100,000 branches of one run, which it holds up one by one', () => {
      const limit = concurrencyLimit(1);
      const first = new Subject<number>();
      let outcomes = 0;
      range(0, 100_000)
        .pipe(stage('fetch', (n) => (n === 0 ? first : of(n)), { limit, concurrency: Infinity }))
        .subscribe(() => outcomes++);
      expect(outcomes).toBe(0);

      first.next(0);
      first.complete();

      expect(outcomes).toBe(100_000);
    });
  });

  describe('C1 unsubscribing', () => {
    it('C1 gives back what is held, removes who waits, and lets others have their turns in the same turn', () => {
      const limit = concurrencyLimit(2);
      const gauge = new Gauge();
      const fetch = stage('fetch', () => gauge.watch(NEVER), { limit });
      const first = range(0, 9).pipe(fetch).subscribe();
      const second = range(0, 9).pipe(fetch).subscribe();
      expect({ active: gauge.active, limit: limit.active, waiting: limit.waiting }).toEqual({ active: 2, limit: 2, waiting: 16 });

      first.unsubscribe();
      expect({ active: gauge.active, started: gauge.started, limit: limit.active, waiting: limit.waiting }).toEqual({
        active: 2,
        started: 4,
        limit: 2,
        waiting: 7,
      });

      second.unsubscribe();
      expect({ active: gauge.active, limit: limit.active, waiting: limit.waiting }).toEqual({ active: 0, limit: 0, waiting: 0 });
    });
  });

  it('C1 leaves no timer for a pause that nobody waits for any more', () => {
    jest.useFakeTimers();
    try {
      const limit = concurrencyLimit(1);
      const source = new Subject<string>();
      const seen: Outcome[] = [];
      limit.pauseFor(60_000);
      source.pipe(stage('fetch', (id: string) => of(id), { limit, timeout: { queue: 5 } })).subscribe((outcome) => seen.push(outcome));
      source.next('a');
      expect(jest.getTimerCount()).toBe(2);

      jest.advanceTimersByTime(10);

      expect(seen).toMatchObject([{ status: 'rejected', attempts: 0 }]);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('B2 counts as waiting only the branches that this limit holds up', () => {
    const [first, second] = [concurrencyLimit(1), concurrencyLimit(1)];
    const source = new Subject<string>();
    const running = source
      .pipe(
        pipeline(
          stage('one', (id: string) => of(id), { limit: first }),
          stage('two', () => NEVER, { limit: second }),
        ),
      )
      .subscribe();
    second.pauseFor(60_000);
    source.next('a');
    source.next('b');
    first.pauseFor(60_000);
    source.next('c');

    const waiting = [first.waiting, second.waiting];
    running.unsubscribe();
    expect(waiting).toEqual([1, 2]);
  });

  it('B1 a group is remembered while an attempt holds its limit, whoever waits no more', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const started: number[] = [];
    const project = (n: number) => {
      started.push(n);
      return NEVER;
    };
    const run = (n: number) => stage('fetch', project, { limit: groups.by(() => 'all') })([n]).subscribe();
    run(1);
    run(2);

    run(3).unsubscribe();
    run(4);

    expect(started).toEqual([1]);
  });

  it('B2 counts a suspended attempt as waiting while this limit holds it up', async () => {
    const limit = concurrencyLimit(1);
    const letters = pipeline(
      stage('letters', () => ['a', 'b', 'c'], { limit }),
      { highWaterMark: 1 },
    );
    const taken = letters([0])[Symbol.asyncIterator]();
    await taken.next();
    const other = stage('other', () => NEVER, { limit })([0]).subscribe();

    await taken.next();

    const { active, waiting } = limit;
    other.unsubscribe();
    await taken.return?.();
    expect({ active, waiting }).toEqual({ active: 1, waiting: 1 });
  });

  it('F1 rejects a branch whose group cannot be said, and it alone', () => {
    const hosts = perKey(() => concurrencyLimit(1));
    const seen: Outcome[] = [];
    const reason = new Error('by');
    const by = (id: string): string => {
      if (id === 'bad') throw reason;
      return id;
    };

    stage('fetch', (id: string) => of(id), { limit: hosts.by(by), retry: 3 })(['a', 'bad', 'b']).subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([{ value: 'a' }, { reason, attempts: 0 }, { value: 'b' }]);
  });
});

it('B5 starts nothing after rejections that nobody has asked for', async () => {
  const started: number[] = [];
  const by = (n: number): number => {
    if (n < 4) throw new Error('by');
    return n;
  };
  const two = stage(
    'two',
    (n: number) => {
      started.push(n);
      return of(n);
    },
    { limit: perKey(() => concurrencyLimit(1)).by((n: number) => by(n)) },
  );
  const results = pipeline(
    stage('one', () => of(0, 1, 2, 3, 4)),
    two,
    { highWaterMark: 2 },
  )(['r'])[Symbol.asyncIterator]();

  await results.next();

  expect(started).toEqual([]);
  await results.return?.();
});

/** Runs with a source without end, and says how much was pulled of it. */
function counting(run: (source: Iterable<number>) => unknown): { pulled: () => number } {
  let pulled = 0;
  run(
    (function* () {
      for (;;) yield pulled++;
    })(),
  );
  return { pulled: () => pulled };
}
