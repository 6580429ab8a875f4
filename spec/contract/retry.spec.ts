import { concat, EMPTY, NEVER, Observable, of, repeat, Subject, throwError, type ObservableInput } from 'rxjs';
import {
  concurrencyLimit,
  exponentialBackoff,
  listStage,
  perKey,
  pipeline,
  stage,
  type Outcome,
  type Pipeline,
  type Stage,
  type StageContext,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { marbles, word } from '../support/marbles';

describe('retry', () => {
  describe('F3 a failed attempt is made again', () => {
    it('F3 after its delay in ms, if it had emitted nothing', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: ['--#', '--x|'] });
        const fetch = stage('fetch', project, { retry: { count: 1, delay: 3 } });

        expectOutcomes(cold('a|').pipe(fetch)).toBe('            -------x|');
        expectSubscriptions(project.subscriptions('a', 1)).toBe('^-!');
        expectSubscriptions(project.subscriptions('a', 2)).toBe('-----^--!');
      });
    });

    it('F3 as often as a number says', () => {
      let attempts = 0;
      const seen: string[] = [];
      const project = (): Observable<string> => {
        attempts++;
        return attempts > 9 ? NEVER : throwError(() => 'no');
      };
      marbles(() => {
        stage('fetch', project, { retry: 2 })(['a']).subscribe((outcome) => seen.push(word(outcome)));
      });

      expect([attempts, seen]).toEqual([3, ['!no']]);
    });

    it('F3 not once it has emitted: what was emitted is on its way', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts, expectSubscriptions }) => {
        const project = scripted({ a: '-x-E' });
        const fetch = stage('fetch', project, { retry: { count: 5, delay: 0 } });

        expectOutcomes(cold('a|').pipe(fetch)).toBe('         -x-(E|)');
        expectSubscriptions(project.subscriptions('a')).toBe('^--!');
        expectStarts(fetch).toBe('                            a');
      });
    });

    it('F3 as often as the policy says, then it is rejected with the last reason', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: ['-X', '-Y', '-Z'] }), { retry: { count: 2, delay: 1 } });

        expectOutcomes(cold('a|').pipe(fetch)).toBe('-----(Z|)');
      });
    });

    it('F3 with delay 0 in the same turn, synchronously', () => {
      const seen: string[] = [];

      of('a')
        .pipe(stage('fetch', attempts(failed('no'), failed('no'), of('x')), { retry: { count: 2, delay: 0 } }))
        .subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['x']);
    });

    it.each<[string, () => ObservableInput<unknown> & object]>([
      ['emits', () => concat(of(1), NEVER)],
      ['emits without end', () => of(1).pipe(repeat())],
      ['is a list', () => [1, 2]],
    ])('F3 in the same turn, if what is given as the delay %s', (_, wait) => {
      const seen: string[] = [];

      of('a')
        .pipe(stage('fetch', attempts(failed('no'), of('x')), { retry: { count: 1, delay: wait } }))
        .subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['x']);
    });

    it('F3 when the Observable given as the delay emits, which is then unsubscribed', () => {
      testStages(({ cold, expectOutcomes, expectSubscriptions }) => {
        const wait = cold('---a--b--');
        const fetch = stage('fetch', attempts(cold('--#'), of('x')), { retry: { count: 1, delay: () => wait } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('-----(x|)');
        expectSubscriptions(wait.subscriptions).toBe('--^--!');
      });
    });

    it.each([
      ['later', '---|', '-----(E|)'],
      ['at once', '|', '--(E|)'],
    ])(
      'F3 no more when the Observable given as the delay completes %s without a value: the reason is that of the attempt',
      (_, diagram, expected) => {
        testStages(({ cold, expectOutcomes }) => {
          const fetch = stage('fetch', attempts(cold('--#', {}, 'bad'), of('x')), { retry: { count: 50, delay: () => cold(diagram) } });

          expectOutcomes(cold('(a|)').pipe(fetch)).toBe(expected, {}, { E: 'bad' });
        });
      },
    );

    it.each<[string, () => ObservableInput<unknown> & object]>([
      ['an empty list', () => []],
      ['an empty iterable', () => new Set()],
      ['EMPTY', () => EMPTY],
    ])('F3 no more after %s, as rxjs ends its own retries', (_, delay) => {
      const seen: Outcome[] = [];
      let made = 0;

      stage('fetch', () => (made++, failed('no')), { retry: { count: 50, delay } })(['a']).subscribe((outcome) => seen.push(outcome));

      expect(seen).toMatchObject([{ status: 'rejected', reason: 'no', attempts: 1 }]);
      expect(made).toBe(1);
    });

    it('F3 when the promise given as the delay has resolved', async () => {
      const fetch = stage('fetch', attempts(failed('no'), of('x')), { retry: { count: 1, delay: () => Promise.resolve() } });

      expect((await all(fetch(['a']))).map(word)).toEqual(['x']);
    });

    it('F3 asks for the delay with the reason, the number of the retry and the random of the pipeline', () => {
      const asked: unknown[][] = [];
      const random = (): number => 0.5;
      const delay = (...told: unknown[]): number => {
        asked.push(told);
        return 0;
      };

      pipeline(stage('fetch', attempts(failed('one'), failed(undefined), of('x')), { retry: { count: 5, delay } }), { random })(['a']).subscribe();

      expect(asked).toEqual([
        ['one', 1, random],
        [undefined, 2, random],
      ]);
    });

    it('F3 by default after delays that double from 100 ms, of which chance takes its part', () => {
      testStages(({ cold, expectOutcomes }) => {
        const fetch = stage('fetch', attempts(failed(1), failed(2), failed(3), of('x')), { retry: 3 });

        // 50, 100 and 200 ms
        expectOutcomes(cold('(a|)').pipe(pipeline(fetch, { random: () => 0.5 }))).toBe('350ms (x|)');
        expectOutcomes(cold('(a|)').pipe(pipeline(fetch, { random: () => 0 }))).toBe('(x|)');
      });
    });

    it('F3 by the random of the backoff rather than by that of the pipeline', () => {
      testStages(({ cold, expectOutcomes }) => {
        const delay = exponentialBackoff({ initial: 10, jitter: 'equal', random: () => 0.2 });
        const fetch = stage('fetch', attempts(failed(1), of('x')), { retry: { count: 1, delay } });

        expectOutcomes(cold('(a|)').pipe(pipeline(fetch, { random: () => 0.9 }))).toBe('------(x|)');
      });
    });

    it('F3 only if `when` says so, which is told the reason untouched', () => {
      const reasons: unknown[] = [];
      const when = (reason: unknown): boolean => {
        reasons.push(reason);
        return reason === undefined;
      };
      const seen: Outcome[] = [];

      of('a')
        .pipe(stage('fetch', attempts(failed(undefined), failed(null), of('x')), { retry: { count: 5, delay: 0, when } }))
        .subscribe((outcome) => seen.push(outcome));

      expect(reasons).toEqual([undefined, null]);
      expect(seen).toMatchObject([{ status: 'rejected', reason: null, attempts: 2 }]);
    });

    it('F3 numbers its attempts, in the context and in the outcomes', () => {
      const numbers: number[] = [];
      const seen: Outcome[] = [];
      const fetch = stage(
        'fetch',
        (id: string, { attempt }) => {
          numbers.push(attempt);
          return id === 'a' && attempt === 3 ? of('x') : failed('no');
        },
        { retry: { count: 2, delay: 0 }, concurrency: 1 },
      );

      fetch(['a', 'b']).subscribe((outcome) => seen.push(outcome));

      expect(numbers).toEqual([1, 2, 3, 1, 2, 3]);
      expect(seen).toMatchObject([
        { status: 'fulfilled', value: 'x', attempts: 3, index: 0 },
        { status: 'rejected', reason: 'no', attempts: 3 },
      ]);
    });

    it('F3 tells of it, and of each start', () => {
      const events: unknown[] = [];
      const fetch = stage('fetch', attempts(failed('no'), of('x')), { retry: { count: 1, delay: () => of(1) } });

      pipeline(fetch, { onEvent: branchEvents(({ type, attempt, ...event }) => events.push([type, attempt, 'delay' in event ? event.delay : ''])) })([
        'a',
      ]).subscribe();

      expect(events).toEqual([
        ['waiting', 0, ''],
        ['started', 1, ''],
        ['settled', 1, ''],
        ['retrying', 1, undefined],
        ['requeued', 1, ''],
        ['started', 2, ''],
        ['emitted', 2, ''],
        ['settled', 2, ''],
        ['completed', 2, ''],
      ]);
    });
  });

  describe('F3 an atomic attempt is made again whatever it had emitted', () => {
    it('F3 holds emissions until the attempt completes, and drops those of one that failed', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ r: ['-a-#', '--b-c|'] }), { atomic: true, retry: { count: 1, delay: 0 } });

        expectOutcomes(cold('(r|)').pipe(fetch)).toBe('--------(bc|)');
      });
    });

    it('F3 rejects with nothing delivered, if no attempt is left', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ r: 'a-E' }), { atomic: true });

        expectOutcomes(cold('(r|)').pipe(fetch)).toBe('--(E|)');
      });
    });

    it('F3 holds the elements of lists', () => {
      const seen: [string, number][] = [];
      const failing = concat(of(['a', 'b']), failed('no'));
      const search = listStage('search', attempts<string[]>(failing, of(['c', 'd'], [], ['e'])), { atomic: true, retry: { count: 1, delay: 0 } });

      search(['r']).subscribe((outcome) => seen.push([word(outcome), outcome.attempts]));

      expect(seen).toEqual([
        ['c', 2],
        ['d', 2],
        ['e', 2],
      ]);
    });

    it('F3 takes what is no list, or a list that throws, as a failure that can be retried', () => {
      const seen: string[] = [];
      const throwing = (function* () {
        yield 'a';
        throw new Error('list');
      })();
      const search = listStage('search', attempts<Iterable<string>>(of<Iterable<string>>(throwing), of(5 as unknown as string[]), of(['x'])), {
        atomic: true,
        retry: { count: 2, delay: 0 },
      });

      search(['r']).subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['x']);
    });

    it('F3 pulls the attempt to its end whatever highWaterMark says, and hands its values out under it', () => {
      let pulled = 0;
      const started: number[] = [];
      const numbers = stage(
        'numbers',
        function* () {
          for (; pulled < 9; pulled++) yield pulled;
        },
        { atomic: true },
      );
      const stuck = stage(
        'stuck',
        (n: number) => {
          started.push(n);
          return NEVER;
        },
        { concurrency: 1 },
      );
      let waiting = 0;

      pipeline(numbers, stuck, {
        highWaterMark: 2,
        onEvent: ({ type, stage: name }) => {
          if (type === 'waiting' && name === 'stuck') waiting++;
        },
      })(['r']).subscribe();

      expect({ pulled, started, waiting }).toEqual({ pulled: 9, started: [0], waiting: 3 });
    });
  });

  it('F1 an atomic attempt whose promise gives a list that fails is the end of its run, if it is the last', async () => {
    const broken: string[] = {
      [Symbol.iterator]() {
        throw new Error('broken');
      },
    } as never;
    const search = listStage('search', () => Promise.resolve(broken), { atomic: true });

    expect(await all(search(['r']))).toMatchObject([{ status: 'rejected', reason: new Error('broken') }]);
  });

  it('F3 an atomic attempt goes on while highWaterMark branches of others wait before the next stage', async () => {
    let pulled = 0;
    const numbers = stage(
      'numbers',
      (root: string) =>
        root === 'full'
          ? of(1, 2, 3)
          : (async function* () {
              for (; pulled < 3; pulled++) {
                await Promise.resolve();
                yield pulled;
              }
            })(),
      { atomic: true },
    );
    const running = pipeline(
      numbers,
      stage('stuck', () => NEVER, { concurrency: 1 }),
      { highWaterMark: 1 },
    )(['pulled', 'full']).subscribe();

    await new Promise((resolve) => {
      setImmediate(resolve);
    });

    expect(pulled).toBe(3);
    running.unsubscribe();
  });

  describe('F1 what a policy throws rejects the branch, and it alone', () => {
    const thrown = new Error('policy');
    const throwing = (): never => {
      throw thrown;
    };

    it.each([
      ['when throws', { when: throwing }, thrown],
      ['delay throws', { delay: throwing }, thrown],
      ['pause throws', { pause: throwing }, thrown],
      ['an Observable given as the delay fails', { delay: () => throwError(() => thrown) }, thrown],
      ['delay gives what is no delay', { delay: (() => ({})) as never }, expect.any(TypeError)],
      ['delay gives a negative number', { delay: () => -1 }, expect.any(RangeError)],
      ['pause gives a negative number', { pause: () => -1 }, expect.any(RangeError)],
    ])('F1 if %s', (_, policy, reason) => {
      const seen: Outcome[] = [];
      let completed = false;
      const fetch = stage('fetch', (id: string) => (id === 'bad' ? failed('no') : of(id)), { retry: { count: 3, delay: 0, ...policy } });

      fetch(['bad', 'good']).subscribe({ next: (outcome) => seen.push(outcome), complete: () => (completed = true) });

      expect(seen).toMatchObject([
        { status: 'rejected', reason, attempts: 1 },
        { status: 'fulfilled', value: 'good' },
      ]);
      expect(completed).toBe(true);
    });
  });

  describe('B2 a branch that waits for its retry holds nothing', () => {
    it('B2 neither the slot of the stage', () => {
      expectSleep((fetch) => pipeline(fetch.with({ concurrency: 1 })));
    });

    it('B2 nor that of the pipeline', () => {
      expectSleep((fetch) => pipeline(fetch, { concurrency: 1 }));
    });

    it('B2 nor a limit of the stage', () => {
      const limit = concurrencyLimit(1);
      expectSleep((fetch) => pipeline(fetch.with({ limit })));
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('B2 nor a limit of the pipeline', () => {
      const limit = concurrencyLimit(1);
      expectSleep((fetch) => pipeline(fetch, { limit }));
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    /** While the first one sleeps the second one works, where one may at a time. */
    function expectSleep(join: (fetch: Stage<'fetch', string, string>) => Pipeline<string, Outcome>): void {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted<string, string>({ a: ['-#', '-a|'], b: '-----b|' });
        const fetch = stage('fetch', project, { retry: { count: 1, delay: 2 } });

        expectOutcomes(cold('(ab|)').pipe(join(fetch))).toBe('   ------b-a|');
        expectSubscriptions(project.subscriptions('a', 1)).toBe('^!');
        expectSubscriptions(project.subscriptions('b', 1)).toBe('-^-----!');
        expectSubscriptions(project.subscriptions('a', 2)).toBe('-------^-!');
      });
    }

    it('B3 counts it as waiting before its stage: the stage before starts nothing while highWaterMark of them sleep', () => {
      testStages(({ cold, expectOutcomes, expectSubscriptions }) => {
        const first = cold('(x|)');
        const second = cold('(x|)');
        const one = stage('one', () => first);
        const two = stage('two', attempts(failed('no'), failed('no'), of('y')), { retry: { count: 2, delay: 6 } });
        const atMostThree = pipeline(one, two, { highWaterMark: 3, concurrency: 1 });
        const atMostTwo = pipeline(one.with({ project: () => second }), two, { highWaterMark: 2, concurrency: 1 });

        expectOutcomes(cold('(abc|)').pipe(atMostThree)).toBe('------------(yyy|)');
        expectOutcomes(cold('(abc|)').pipe(atMostTwo)).toBe('  ------------(yy)--------(y|)');
        expectSubscriptions(first.subscriptions).toBe(['(^!)', '(^!)', '(^!)']);
        expectSubscriptions(second.subscriptions).toBe(['(^!)', '(^!)', '------------(^!)']);
      });
    });

    it('B3 pulls no root while highWaterMark of them sleep before the first stage', () => {
      let pulled = 0;
      const roots = (function* () {
        for (; ; pulled++) yield pulled;
      })();

      marbles(() => {
        const running = pipeline(
          stage('fetch', () => failed('no'), { retry: { count: 1, delay: () => NEVER } }),
          { highWaterMark: 5 },
        )(roots).subscribe();
        expect(pulled).toBe(4);
        running.unsubscribe();
      });
    });
  });

  describe('O3 a retry whose delay is over goes before fresh branches', () => {
    it('O3 of its stage, in the order in which they came', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const project = scripted({ a: ['--#', '--(a|)'], b: ['--#', '--(b|)'], c: '--(c|)', d: '--(d|)' });
        const fetch = stage('fetch', project, { retry: { count: 1, delay: 1 }, concurrency: 1 });

        // a is made again at 4, for its delay was over at 3; then b; then c and d, who came before that
        expectStarts(fetch).toBe('                        a-b-a-b-c-d');
        expectOutcomes(cold('(abcd|)').pipe(fetch)).toBe('------a-b-c-(d|)');
      });
    });

    it('O3 although these came earlier, and waited for a limit of their own', () => {
      testStages(({ scripted, expectOutcomes, expectStarts }) => {
        const limit = perKey(() => concurrencyLimit(1)).by((id: string) => id);
        const project = scripted<string, string>({ a: '-(a|)', b: ['-#', '-(b|)'], c: '-----(c|)' });
        const fetch = stage('fetch', project, { limit, concurrency: 1, retry: { count: 1, delay: 1 } });

        // The group of a is free at 4, b is ready at 2, and c has the slot from 1 to 6.
        expectOutcomes(of('a').pipe(stage('other', scripted<string, string>({ a: '----|' }), { limit }))).toBe('----|');

        expectStarts(fetch).toBe('                          bc----ba');
        expectOutcomes(of('a', 'b', 'c').pipe(fetch)).toBe('------cb(a|)');
      });
    });

    it('O3 but not before a later stage', () => {
      const started: string[] = [];
      const note = <T extends Observable<string>>(what: string, inner: T): T => {
        started.push(what);
        return inner;
      };
      marbles(({ cold }) => {
        const one = stage('one', (id: string, { attempt }) => note(`one ${id}`, id === 'a' && attempt === 1 ? cold('#') : cold('-(x|)')), {
          retry: { count: 1, delay: 1 },
        });
        const two = stage('two', () => note('two', cold('-|')));

        cold('(ab|)')
          .pipe(pipeline(one, two, { concurrency: 1 }))
          .subscribe();
      });

      expect(started).toEqual(['one a', 'one b', 'two', 'one a', 'two']);
    });
  });

  describe('B2 pause lets the limits of a branch rest', () => {
    it('B2 so that nobody who shares them starts meanwhile', () => {
      testStages(({ cold, expectOutcomes }) => {
        const limit = concurrencyLimit(1);
        const busy = cold('-#');
        const fetch = stage('fetch', (id: string, { attempt }) => (id === 'a' && attempt === 1 ? busy : of(id)), {
          limit,
          retry: { count: 1, delay: 0, pause: () => 5 },
        });
        const other = stage('other', (id: string) => of(id), { limit });

        expectOutcomes(cold('(ab|)').pipe(fetch)).toBe('  ------(ab|)');
        expectOutcomes(cold('--r---|').pipe(other)).toBe('------(r|)');
      });
    });

    it('B2 with perKey those of its own key', () => {
      testStages(({ cold, expectOutcomes }) => {
        const hosts = perKey(() => concurrencyLimit(1));
        const list = listStage('list', () => of(['a1', 'a2', 'b1']));
        const fetch = stage('fetch', (id: string, { attempt }) => (id === 'a1' && attempt === 1 ? failed(429) : of(id)), {
          limit: hosts.by((id: string) => id.charAt(0)),
          retry: { count: 1, delay: 0, pause: () => 3 },
        });

        expectOutcomes(cold('--(r|)').pipe(pipeline(list, fetch))).toBe('--x--(yz|)', { x: 'b1', y: 'a1', z: 'a2' });
      });
    });

    it('B2 after each failed attempt, the last one too, and tells of it', () => {
      const events: unknown[] = [];
      const limit = concurrencyLimit(1);
      const onEvent = branchEvents((event) => void events.push(event.type === 'paused' ? ['paused', event.ms, event.time] : event.type));
      marbles(({ cold }) => {
        cold('(a|)')
          .pipe(
            pipeline(
              stage('fetch', () => failed(429), { limit, retry: { count: 1, delay: 0, pause: () => 3 } }),
              { onEvent },
            ),
          )
          .subscribe();
      });

      expect(events).toEqual([
        'waiting',
        'started',
        'settled',
        ['paused', 3, 0],
        'retrying',
        'requeued',
        'started',
        'settled',
        ['paused', 3, 3],
        'rejected',
      ]);
    });

    it('B2 before a listener is told of anything, who may start others', () => {
      const started: string[] = [];
      testStages(({ scripted }) => {
        const source = new Subject<string>();
        const fetch = stage('fetch', scripted({ a: '-#', b: '-b|' }), { limit: concurrencyLimit(2), retry: { count: 0, pause: () => 9 } });
        const onEvent = branchEvents(({ type, time, input }) => {
          if (type === 'started') started.push(`${String(time)} ${String(input)}`);
          if (type === 'settled' && input === 'a') source.next('b');
        });
        source.pipe(pipeline(fetch, { onEvent })).subscribe();
        source.next('a');
      });

      expect(started).toEqual(['0 a', '10 b']);
    });

    it('B2 not at all with 0 or undefined, or without a limit', () => {
      const events: string[] = [];
      const onEvent = branchEvents(({ type }) => void events.push(type));
      const retry = { count: 1, delay: 0 };
      const limit = concurrencyLimit(1);

      pipeline(
        stage('zero', () => failed('no'), { limit, retry: { ...retry, pause: () => 0 } }),
        { onEvent },
      )(['a']).subscribe();
      pipeline(
        stage('none', () => failed('no'), { limit, retry: { ...retry, pause: () => undefined } }),
        { onEvent },
      )(['a']).subscribe();
      pipeline(
        stage('free', () => failed('no'), { retry: { ...retry, pause: () => 9 } }),
        { onEvent },
      )(['a']).subscribe();

      expect(events).not.toContain('paused');
      expect(events.filter((type) => type === 'rejected')).toHaveLength(3);
    });
  });

  it('B4 makes 20,000 attempts of one branch in a row with constant stack', () => {
    const seen: Outcome[] = [];

    of('a')
      .pipe(stage('fetch', () => failed('no'), { retry: { count: 19_999, delay: () => of(1) } }))
      .subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([{ status: 'rejected', attempts: 20_000 }]);
  });

  it('C1 ends what it waits for when the run is unsubscribed', () => {
    const events: string[] = [];
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const wait = cold('-----x');
      const fetch = stage('fetch', scripted({ a: ['-#', '(x|)'] }), { retry: { count: 1, delay: () => wait } });

      expectOutcomes(cold('a|').pipe(pipeline(fetch, { onEvent: branchEvents(({ type }) => events.push(type)) })), '---!').toBe('');
      expectSubscriptions(wait.subscriptions).toBe('-^-!');
    });

    expect(events).toEqual(['waiting', 'started', 'settled', 'retrying', 'cancelled']);
  });

  it('O3 goes first when its delay and the pause that it has caused end at the same time', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const fetch = stage('fetch', scripted({ a: ['-#', '-(x|)'], b: '---(y|)' }), {
        limit: concurrencyLimit(1),
        retry: { count: 1, delay: 3, pause: () => 3 },
      });

      expectOutcomes(cold('(ab|)').pipe(fetch)).toBe('-----x--(y|)');
    });
  });
});

/** A project that gives one after another, attempt by attempt. */
function attempts<T>(...answers: Observable<T>[]): (input: string, context: StageContext) => Observable<T> {
  return (_, { attempt }) => answers[attempt - 1] ?? EMPTY;
}

function failed(reason: unknown): Observable<never> {
  return throwError(() => reason);
}
