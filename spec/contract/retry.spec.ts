import { concat, EMPTY, NEVER, Observable, of, throwError, type ObservableInput } from 'rxjs';
import {
  concurrencyLimit,
  exponentialBackoff,
  listStage,
  perKey,
  pipeline,
  stage,
  type BranchEvent,
  type Outcome,
  type Pipeline,
  type StageContext,
} from 'rxjs-stages';
import { all } from '../support/consume';
import { marbles, word, words } from '../support/marbles';

describe('retry', () => {
  describe('F3 a failed attempt is made again', () => {
    it('F3 after its delay in ms, if it had emitted nothing', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold('--#');
        const answer = cold('      --x|');
        const expected = '    -------x|';
        const fetch = stage('fetch', attempts(failing, answer), { retry: { count: 1, delay: 3 } });

        expectObservable(cold('a|').pipe(fetch, words())).toBe(expected);
        expectSubscriptions(failing.subscriptions).toBe('^-!');
        expectSubscriptions(answer.subscriptions).toBe(' -----^--!');
      });
    });

    it('F3 not once it has emitted: what was emitted is on its way', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold('-x-#');
        const expected = '    -x-(e|)';
        const fetch = stage('fetch', () => failing, { retry: { count: 5, delay: 0 } });

        expectObservable(cold('a|').pipe(fetch, words())).toBe(expected, { x: 'x', e: '!error' });
        expectSubscriptions(failing.subscriptions).toBe(['^--!']);
      });
    });

    it('F3 as often as the policy says, then it is rejected with the last reason', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', attempts(cold('-#', {}, 'one'), cold('-#', {}, 'two'), cold('-#', {}, 'three')), {
          retry: { count: 2, delay: 1 },
        });

        expectObservable(cold('a|').pipe(fetch, words())).toBe('-----(e|)', { e: '!three' });
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
      ['completes', () => EMPTY],
    ])('F3 in the same turn, if an Observable given as the delay %s at once', (_, wait) => {
      const seen: string[] = [];

      of('a')
        .pipe(stage('fetch', attempts(failed('no'), of('x')), { retry: { count: 1, delay: wait } }))
        .subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['x']);
    });

    it.each([
      ['emits', '---a--b--'],
      ['completes', '---|'],
    ])('F3 when the Observable given as the delay %s, which is then unsubscribed', (_, diagram) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const wait = cold(diagram);
        const expected = '-----(x|)';
        const fetch = stage('fetch', attempts(cold('--#'), of('x')), { retry: { count: 1, delay: () => wait } });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe(expected);
        expectSubscriptions(wait.subscriptions).toBe('--^--!');
      });
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
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', attempts(failed(1), failed(2), failed(3), of('x')), { retry: 3 });

        // 50, 100 and 200 ms
        expectObservable(cold('(a|)').pipe(pipeline(fetch, { random: () => 0.5 }), words())).toBe('350ms (x|)');
        expectObservable(cold('(a|)').pipe(pipeline(fetch, { random: () => 0 }), words())).toBe('(x|)');
      });
    });

    it('F3 by the random of the backoff rather than by that of the pipeline', () => {
      marbles(({ cold, expectObservable }) => {
        const delay = exponentialBackoff({ initial: 10, jitter: 'equal', random: () => 0.2 });
        const fetch = stage('fetch', attempts(failed(1), of('x')), { retry: { count: 1, delay } });

        expectObservable(cold('(a|)').pipe(pipeline(fetch, { random: () => 0.9 }), words())).toBe('------(x|)');
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
      const fetch = stage('fetch', attempts(failed('no'), of('x')), { retry: { count: 1, delay: () => EMPTY } });

      pipeline(fetch, { onEvent: ({ type, attempt, ...event }) => events.push([type, attempt, 'delay' in event ? event.delay : '']) })([
        'a',
      ]).subscribe();

      expect(events).toEqual([
        ['waiting', 0, ''],
        ['started', 1, ''],
        ['retrying', 1, undefined],
        ['started', 2, ''],
        ['emitted', 2, ''],
        ['completed', 2, ''],
      ]);
    });
  });

  describe('F3 an atomic attempt is made again whatever it had emitted', () => {
    it('F3 holds emissions until the attempt completes, and drops those of one that failed', () => {
      marbles(({ cold, expectObservable }) => {
        const failing = cold('-a-#');
        const answer = cold('    --b-c|');
        const expected = '    --------(bc|)';
        const fetch = stage('fetch', attempts(failing, answer), { atomic: true, retry: { count: 1, delay: 0 } });

        expectObservable(cold('(r|)').pipe(fetch, words())).toBe(expected);
      });
    });

    it('F3 rejects with nothing delivered, if no attempt is left', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', () => cold('a-#'), { atomic: true });

        expectObservable(cold('(r|)').pipe(fetch, words())).toBe('--(e|)', { e: '!error' });
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
    function expectSleep(join: (fetch: ReturnType<typeof sleeper>) => Pipeline<string, Outcome>): void {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold('-#');
        const other = cold('  -----b|');
        const again = cold('  -a|');
        const expected = '    ------b-a|';

        expectObservable(cold('(ab|)').pipe(join(sleeper(failing, again, other)), words())).toBe(expected);
        expectSubscriptions(failing.subscriptions).toBe('^!');
        expectSubscriptions(other.subscriptions).toBe('  -^-----!');
        expectSubscriptions(again.subscriptions).toBe('  -------^-!');
      });
    }

    function sleeper(failing: Observable<string>, again: Observable<string>, other: Observable<string>) {
      return stage('fetch', (id: string, { attempt }) => (id === 'b' ? other : attempt === 1 ? failing : again), { retry: { count: 1, delay: 2 } });
    }

    it('B3 counts it as waiting before its stage: the stage before starts nothing while highWaterMark of them sleep', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('  (x|)');
        const second = cold(' (x|)');
        const expected3 = '   ------------(yyy|)';
        const expected2 = '   ------------(yy)--------(y|)';
        const two = stage('two', attempts(failed('no'), failed('no'), of('y')), { retry: { count: 2, delay: 6 } });

        expectObservable(
          cold('(abc|)').pipe(
            pipeline(
              stage('one', () => first),
              two,
              { highWaterMark: 3, concurrency: 1 },
            ),
            words(),
          ),
        ).toBe(expected3);
        expectObservable(
          cold('(abc|)').pipe(
            pipeline(
              stage('one', () => second),
              two,
              { highWaterMark: 2, concurrency: 1 },
            ),
            words(),
          ),
        ).toBe(expected2);
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
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', (id: string, { attempt }) => (id < 'c' && attempt === 1 ? cold('--#') : cold(`--(${id}|)`)), {
          retry: { count: 1, delay: 1 },
          concurrency: 1,
        });

        // a fails at 2, b at 4; a is made again at 4, for its delay was over at 3; then b; then c and d, who came before that
        expectObservable(cold('(abcd|)').pipe(fetch, words())).toBe('------a-b-c-(d|)');
      });
    });

    it('O3 although these came earlier, and waited for a limit of their own', () => {
      marbles(({ cold, expectObservable }) => {
        const hosts = perKey(() => concurrencyLimit(1));
        const fetch = stage(
          'fetch',
          (id: string, { attempt }) => (id === 'b' && attempt === 1 ? cold('-#') : cold(id === 'c' ? '-----(c|)' : `-(${id}|)`)),
          { limit: hosts.by((id: string) => id), concurrency: 1, retry: { count: 1, delay: 1 } },
        );

        // The group of a is free at 4, b is ready at 2, and c has the slot from 1 to 6.
        expectObservable(of('a').pipe(stage('other', () => cold('----|'), { limit: hosts.by((id: string) => id) }))).toBe('----|');
        expectObservable(of('a', 'b', 'c').pipe(fetch, words())).toBe('------cb(a|)');
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
      marbles(({ cold, expectObservable }) => {
        const limit = concurrencyLimit(1);
        const source = cold('  (ab|)');
        const busy = cold('    -#');
        const others = cold('  --r---|');
        const expected = '     ------(ab|)';
        const expectedOther = '------(r|)';
        const fetch = stage('fetch', (id: string, { attempt }) => (id === 'a' && attempt === 1 ? busy : of(id)), {
          limit,
          retry: { count: 1, delay: 0, pause: () => 5 },
        });

        expectObservable(source.pipe(fetch, words())).toBe(expected);
        expectObservable(
          others.pipe(
            stage('other', (id: string) => of(id), { limit }),
            words(),
          ),
        ).toBe(expectedOther);
      });
    });

    it('B2 with perKey those of its own key', () => {
      marbles(({ cold, expectObservable }) => {
        const hosts = perKey(() => concurrencyLimit(1));
        const fetch = stage('fetch', (id: string, { attempt }) => (id === 'a1' && attempt === 1 ? failed(429) : of(id)), {
          limit: hosts.by((id: string) => id.charAt(0)),
          retry: { count: 1, delay: 0, pause: () => 3 },
        });
        const expected = '--x--(yz|)';

        expectObservable(
          cold('--(r|)').pipe(
            pipeline(
              listStage('list', () => of(['a1', 'a2', 'b1'])),
              fetch,
            ),
            words(),
          ),
        ).toBe(expected, {
          x: 'b1',
          y: 'a1',
          z: 'a2',
        });
      });
    });

    it('B2 after each failed attempt, the last one too, and tells of it', () => {
      const events: unknown[] = [];
      const limit = concurrencyLimit(1);
      const onEvent = (event: BranchEvent): void => void events.push(event.type === 'paused' ? ['paused', event.ms, event.time] : event.type);
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

      expect(events).toEqual(['waiting', 'started', ['paused', 3, 0], 'retrying', 'started', ['paused', 3, 3], 'rejected']);
    });

    it('B2 not at all with 0 or undefined, or without a limit', () => {
      const events: string[] = [];
      const onEvent = ({ type }: BranchEvent): void => void events.push(type);
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
      .pipe(stage('fetch', () => failed('no'), { retry: { count: 19_999, delay: () => EMPTY } }))
      .subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([{ status: 'rejected', attempts: 20_000 }]);
  });

  it('C1 ends what it waits for when the run is unsubscribed', () => {
    const events: string[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const wait = cold('        -----x');
      const unsubscribed = '     ---!';
      const fetch = stage('fetch', attempts(cold('-#'), of('x')), { retry: { count: 1, delay: () => wait } });

      expectObservable(cold('a|').pipe(pipeline(fetch, { onEvent: ({ type }) => events.push(type) })), unsubscribed).toBe('---');
      expectSubscriptions(wait.subscriptions).toBe('-^-!');
    });

    expect(events).toEqual(['waiting', 'started', 'retrying', 'cancelled']);
  });

  it('O3 goes first when its delay and the pause that it has caused end at the same time', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('   (ab|)');
      const expected = '      -----x--(y|)';
      const fetch = stage('fetch', (id, { attempt }) => (id === 'b' ? cold('---(y|)') : attempt === 1 ? cold('-#') : cold('-(x|)')), {
        limit: concurrencyLimit(1),
        retry: { count: 1, delay: 3, pause: () => 3 },
      });

      expectObservable(source.pipe(fetch, words())).toBe(expected);
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
