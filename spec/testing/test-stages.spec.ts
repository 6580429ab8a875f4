import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { finalize, map, NEVER, of, race, throwError, timer, type ObservableInput } from 'rxjs';
import { concurrencyLimit, pipeline, stage, StageTimeoutError } from 'rxjs-stages';
import { testStages, testStagesWith, type Scripted, type StageHelpers } from 'rxjs-stages/testing';
import { failureOf } from './failure-of';

describe('testStages', () => {
  it('has rxjs’s own helpers, and one clock for all', () => {
    testStages(({ cold, hot, time, flush, animate, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|');
      expect(typeof animate).toBe('function');

      expectObservable(source).toBe('-a|');
      expectObservable(hot('--b|')).toBe('--b|');
      expectObservable(timer(time('--|'))).toBe('--(x|)', { x: 0 });
      flush();
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('returns what the body returns', () => {
    expect(testStages(() => 42)).toBe(42);
  });

  it('seeds the jitter: the same for one seed, another for another', () => {
    const delays = (seed?: number): readonly number[] => {
      const seen: number[] = [];
      const failing = stage('failing', () => NEVER, { retry: 3, timeout: 1 });
      const told = pipeline(failing, {
        onEvent: (event) => {
          if (event.type === 'retrying' && event.delay !== undefined) seen.push(event.delay);
        },
      });
      testStages(({ cold }) => void told(cold('a')).subscribe(), { seed });
      return seen;
    };

    expect(delays()).toHaveLength(3);
    expect(delays()).toEqual(delays(1));
    expect(delays()).not.toEqual(delays(2));
    expect(delays(0)).not.toEqual(delays(1));
    expect(new Set(delays()).size).toBe(3);
  });

  it('has seeds that are near to each other begin anywhere', () => {
    const firsts = Array.from({ length: 100 }, (_, seed) => {
      let first = NaN;
      const failing = stage('failing', () => throwError(() => 'no'), {
        retry: { count: 1, delay: (_error, _count, random) => ((first = random()), 0) },
      });
      testStages(({ cold }) => void failing(cold('a')).subscribe(), { seed });
      return first;
    });

    for (const tenth of Array.from({ length: 10 }, (_, index) => index / 10)) {
      expect(firsts.filter((first) => first >= tenth && first < tenth + 0.1).length).toBeGreaterThan(2);
    }
    expect(new Set(firsts).size).toBe(100);
  });

  it('takes another jitter, so that delays can be stated', () => {
    const flaky = stage('flaky', (_: string, { attempt }) => (attempt === 3 ? of('x') : throwError(() => 'no')), { retry: 2 });

    testStages(
      ({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(flaky)).toBe('50ms 100ms (x|)');
      },
      { random: () => 0.5 },
    );
  });

  it('shows times as whole ms, so that marbles can say all of them', () => {
    const flaky = stage('flaky', (_: string, { attempt }) => (attempt === 2 ? of('x') : throwError(() => 'no')), { retry: { count: 1, delay: 2.5 } });

    testStages(({ cold, scripted, expectOutcomes, expectObservable, expectStarts, expectActive, expectSubscriptions }) => {
      expectOutcomes(cold('a|').pipe(flaky)).toBe('---(x|)');
      const project = scripted({ a: ['#', '-x|'] });
      expectOutcomes(cold('a|').pipe(flaky.with({ project }))).toBe('----x|');
      expectSubscriptions(project.subscriptions('a')).toBe(['(^!)', '---^-!']);
      expectStarts(flaky).toBe(['(aa)', '---(aa)']);
      expectActive(flaky).toBe('0--1-0');
      expectObservable(cold('0.5ms a|')).toBe('0.5ms a|');
      expectObservable(cold('1.001s a|')).toBe('1.001s a|');
      expectObservable(timer(100 * 1.1).pipe(map(() => 'a'))).toBe('110ms (a|)');
    });
  });

  it('plays what is due earlier first, although both are shown at one frame', () => {
    testStages(({ cold, scripted, expectOutcomes, expectObservable }) => {
      const detail = stage('detail', (id: string) => of(id), { timeout: 2.1 });

      expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '---(x|)' }) }))).toBe('---(X|)', {
        X: expect.any(StageTimeoutError) as unknown,
      });
      expectObservable(race(timer(2.9).pipe(map(() => 's')), timer(2.1).pipe(map(() => 'f')))).toBe('---(f|)');
    });
  });

  it.each<[object, Error]>([
    [{ seed: 1.5 }, new RangeError('testStages: seed must be an integer, got 1.5')],
    [{ random: 1 }, new TypeError('testStages: random must be a function, got 1')],
    [{ sede: 1 }, new TypeError("testStages: unknown option 'sede': the options are seed, random")],
  ])('refuses %p', (options, error) => {
    expect(() => {
      testStages(() => undefined, options);
    }).toThrow(error);
  });

  it.each<[string, () => Promise<string> | AsyncIterable<string>, string]>([
    ['a promise', () => Promise.resolve('x'), 'a promise'],
    [
      'an async iterable',
      async function* () {
        yield await Promise.resolve('x');
      },
      'an async iterable',
    ],
    ['a promise of another realm', () => runInNewContext('Promise.resolve("x")') as Promise<string>, 'a promise'],
    ['something thenable', () => ({ then: (done: (value: string) => void) => void setImmediate(done, 'x') }) as never, 'a promise'],
  ])('says in one sentence that %s cannot be played, instead of an empty diagram', (_, project, what) => {
    const detail = stage('detail', project as () => Promise<string>);

    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(detail)).toBe('x');
      });
    });

    expect(message).toBe(
      `stage 'detail': project returned ${what}, which settles in real time, not in virtual time. Use a scripted project, ` +
        '`stage.with({ project: scripted({ … }) })`, or a project that returns an Observable.',
    );
  });

  it.each<[string, () => ObservableInput<string>, string]>([
    ['a promise', () => Promise.resolve('a'), 'a promise'],
    [
      'an async iterable',
      async function* () {
        yield await Promise.resolve('a');
      },
      'an async iterable',
    ],
  ])('says in one sentence that a source that is %s cannot be played', (_, source, what) => {
    const detail = stage('detail', (id: string) => of(id));

    const { message } = failureOf(() => {
      testStages(({ expectOutcomes }) => {
        expectOutcomes(pipeline(detail)(source())).toBe('(a|)');
      });
    });

    expect(message).toBe(
      `The source is ${what}, which settles in real time, not in virtual time. Use marbles, \`cold('ab|').pipe(…)\`, or an array.`,
    );
  });

  it.each<[string, (helpers: StageHelpers) => void]>([
    [
      'expectObservable',
      ({ cold, expectObservable }) => {
        expectObservable(cold('a|')).toBe('b|');
      },
    ],
    [
      'expectSubscriptions',
      ({ cold, expectSubscriptions }) => {
        expectSubscriptions(cold('a|').subscriptions).toBe('^!');
      },
    ],
    [
      'expectOutcomes',
      ({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(stage('detail', (id: string) => of(id)))).toBe('b|');
      },
    ],
  ])('fails for what %s says, although a flush() that failed for it was caught', (helper, state) => {
    const { message } = failureOf(() => {
      testStages((helpers) => {
        state(helpers);
        expect(helpers.flush).toThrow(helper);
      });
    });

    expect(message).toContain(helper);
  });

  it('looks at all that is said of one thing, although some of it failed in a flush() that was caught', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes, flush }) => {
        const outcomes = expectOutcomes(cold('a|').pipe(stage('detail', (id: string) => of(id))));
        outcomes.toBe('b|');
        outcomes.toBe('c|');
        expect(flush).toThrow("fulfilled with 'b'");
      });
    });

    expect(message).toContain("expected  at 0 ms b, fulfilled with 'b'");
  });

  it('verifies all that is said of one thing', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const outcomes = expectOutcomes(cold('a|').pipe(stage('detail', () => NEVER).with({ project: scripted({ a: '-x|' }) as never })));
        outcomes.toBe('-y|');
        outcomes.toBe('-x|');
      });
    });

    expect(message).toContain('expected  at 1 ms y');
  });

  it('fails where nothing is said of what is expected', () => {
    const detail = stage('detail', () => NEVER);
    const unsaid = (begin: (helpers: StageHelpers) => unknown): string =>
      failureOf(() => {
        testStages((helpers) => void begin(helpers));
      }).message;

    expect(unsaid(({ cold, expectOutcomes }) => expectOutcomes(cold('|').pipe(detail)))).toBe(
      'expectOutcomes: nothing is expected yet: call toBe(…)',
    );
    expect(unsaid(({ cold, expectObservable }) => expectObservable(cold('|')))).toBe('expectObservable: nothing is expected yet: call toBe(…)');
    expect(unsaid(({ cold, expectSubscriptions }) => expectSubscriptions(cold('|').subscriptions))).toBe(
      'expectSubscriptions: nothing is expected yet: call toBe(…)',
    );
    expect(unsaid(({ expectActive }) => expectActive(detail))).toBe("expectActive of stage 'detail': nothing is expected yet: call toBe(…)");
    expect(unsaid(({ expectStarts }) => expectStarts(detail))).toBe("expectStarts of stage 'detail': nothing is expected yet: call toBe(…)");
  });

  it('plays what gives up a promise in time', () => {
    const detail = stage('detail', () => new Promise<string>(() => undefined), { timeout: 3 });

    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(detail)).toBe('---(T|)', {}, { T: expect.any(StageTimeoutError) as unknown });
    });
  });

  it('plays a thenable that settles in the same turn', () => {
    const settled = {
      then(onFulfilled: (value: string) => void) {
        onFulfilled('x');
      },
    };
    const detail = stage('detail', () => settled as PromiseLike<string>);

    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a').pipe(detail)).toBe('x');
    });
  });

  it('refuses a test within a test', () => {
    expect(() => {
      testStages(({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(stage('detail', (id: string) => of(id)))).toBe('a|');
        testStages(() => undefined);
      });
    }).toThrow(new TypeError('testStages must not be called within testStages: there is only one virtual time'));
    expect(testStages(() => 'one after the other')).toBe('one after the other');
  });

  it('unsubscribes what is left when the test is over: limits are given back, signals aborted', () => {
    const limit = concurrencyLimit(1);
    const signals: AbortSignal[] = [];
    const kept = stage('kept', (_: string, { signal }) => (signals.push(signal), NEVER), { limit });
    let project: Scripted<string> | undefined;

    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      project = scripted({ a: '-x' });
      expectOutcomes(cold('a').pipe(kept)).toBe('');
      expectOutcomes(cold('a').pipe(stage('detail', project))).toBe('-x');
      expectActive(limit).toBe('1');
      kept(cold('b')).subscribe();
    });

    expect(limit.active).toBe(0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(project?.calls).toEqual([{ input: 'a', attempt: 1, subscribedFrame: 0, unsubscribedFrame: Infinity }]);
  });

  it('ends what repeats for ever, and says so', () => {
    const failing = stage('failing', () => throwError(() => 'no'), { retry: { count: Infinity, delay: 10 } });

    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(failing)).toBe('');
      });
    });

    expect(message).toMatch(
      /^testStages: the test did not end within 500000 steps, at \d+ ms\. Unsubscribe from endless Observables, for example with `expectOutcomes\(outcomes, '\^ 9s !'\)`\.$/,
    );
    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(failing), '^ 9s !').toBe('');
    });
  });

  it('has a teardown that throws neither hide a failure nor hold anything', () => {
    const limit = concurrencyLimit(1);
    const held = stage('held', () => NEVER, { limit });

    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes }) => {
        const torn = cold('a').pipe(
          stage('torn', () =>
            NEVER.pipe(
              finalize(() => {
                throw new Error('torn');
              }),
            ),
          ),
        );
        expectOutcomes(torn).toBe('b');
        held(cold('a')).subscribe();
      });
    });

    expect(message).toContain("expected  at 0 ms b, fulfilled with 'b'");
    expect(limit.active).toBe(0);
    expect(() => {
      testStages(
        ({ cold }) =>
          void cold('a')
            .pipe(
              finalize(() => {
                throw new Error('torn');
              }),
              stage('kept', () => NEVER),
            )
            .subscribe(),
      );
    }).toThrow('torn');
  });

  it('ends what a teardown begins', () => {
    const limit = concurrencyLimit(1);
    const held = stage('held', () => NEVER, { limit });

    testStages(({ cold, expectOutcomes }) => {
      const begin = (): void => {
        held(['a']).subscribe();
      };
      expectOutcomes(
        cold('a').pipe(
          finalize(begin),
          stage('kept', () => NEVER),
        ),
      ).toBe('');
    });

    expect(limit.active).toBe(0);
  });

  it('refuses helpers of a test that is over', () => {
    let late: StageHelpers | undefined;
    testStages((helpers) => void (late = helpers));

    expect(() => late?.expectObservable(of('a')).toBe('b')).toThrow(
      'These helpers belong to a test that has finished. Use the helpers passed to the current test.',
    );
  });

  it('blames for a promise only the attempt that waits for it', () => {
    const detail = stage('detail', (id: string): ObservableInput<string> => (id === 'a' ? Promise.resolve('x') : NEVER), { timeout: 3 });

    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(detail)).toBe('---(T|)', { T: expect.any(StageTimeoutError) as unknown });
      expectOutcomes(cold('b|').pipe(detail.with({ timeout: undefined }))).toBe('');
    });
  });

  it.each<[string, () => unknown]>([
    [
      'a generator',
      function* () {
        yield 1;
      },
    ],
    [
      'an async generator',
      async function* () {
        yield await Promise.resolve(1);
      },
    ],
  ])('refuses a body that is %s', (_, body) => {
    expect(() => testStages(body)).toThrow('body must not be async or a generator');
  });

  it('refuses what is no body', () => {
    expect(() => testStages(undefined as never)).toThrow(new TypeError('testStages: body must be a function, got undefined'));
  });

  it('refuses a body that is async', () => {
    expect(() => testStages(() => Promise.resolve())).toThrow(
      new TypeError('testStages: body must not be async or a generator: its expectations are verified when it returns'),
    );
  });

  it.each([
    [
      'expectObservable',
      () => {
        testStages(({ cold, expectObservable }) => {
          expectObservable(cold('a|')).toBe('-a|');
        });
      },
    ],
    [
      'toEqual',
      () => {
        testStages(({ cold, expectObservable }) => {
          expectObservable(cold('a|')).toEqual(cold('b|'));
        });
      },
    ],
    [
      'expectSubscriptions',
      () => {
        testStages(({ cold, expectSubscriptions }) => {
          expectSubscriptions(cold('a|').subscriptions).toBe('^!');
        });
      },
    ],
  ])('points at the line that stated %s', (_, test) => {
    expect(failureOf(test).where).toContain('test-stages.spec.ts');
  });

  it.each<[string, (helpers: StageHelpers) => unknown]>([
    ['expectOutcomes', ({ cold, expectOutcomes }) => expectOutcomes(cold('|').pipe(stage('detail', () => NEVER)))],
    ['expectObservable', ({ cold, expectObservable }) => expectObservable(cold('|'))],
    ['expectSubscriptions', ({ cold, expectSubscriptions }) => expectSubscriptions(cold('|').subscriptions)],
    ['expectActive', ({ expectActive }) => expectActive({ name: 'detail' })],
    ['expectWaiting', ({ expectWaiting }) => expectWaiting({ name: 'detail' })],
    ['expectStarts', ({ expectStarts }) => expectStarts({ name: 'detail' })],
  ])('points first of all at the line that called %s and expects nothing of it', (_, call) => {
    const { first } = failureOf(() => {
      testStages((helpers) => void call(helpers));
    });

    expect(first).toContain('test-stages.spec.ts');
  });

  it('leaves nothing behind: runs afterwards go by real time and by chance', () => {
    const random: (() => number)[] = [];
    const detail = stage('detail', () => NEVER, { timeout: 1, retry: { count: 1, delay: (_, __, chance) => (random.push(chance), 0) } });

    expect(() =>
      testStages(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');

    const run = detail(['a']).subscribe();
    run.unsubscribe();
    expect(random).toEqual([]);
  });
});

describe('testStagesWith', () => {
  const own = testStagesWith(assert.deepEqual);

  it('compares by what it is given', () => {
    own(({ cold, expectObservable, expectOutcomes, scripted }) => {
      const detail = stage('detail', (id: string) => of(id));

      expectObservable(cold('-a|')).toBe('-a|');
      expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '-x|' }, { x: [1] as never }) }))).toBe('-x|', { x: [1] });
    });
    expect(() => {
      own(({ cold, expectObservable }) => {
        expectObservable(cold('-a|')).toBe('a|');
      });
    }).toThrow('expectObservable: the notifications or their times differ from what is expected');
  });

  it('refuses an equality that is async: all would be alike', () => {
    expect(() => {
      testStagesWith(async () => Promise.resolve(false))(({ cold, expectObservable }) => {
        expectObservable(cold('a|')).toBe('b|');
      });
    }).toThrow(new TypeError('testStagesWith: assertDeepEqual must not be async: the test ends before its promise settles'));
  });

  it('takes a function that says no by returning false', () => {
    const { message } = failureOf(() => {
      testStagesWith(() => false)(({ cold, expectObservable }) => {
        expectObservable(cold('a|')).toBe('a|');
      });
    });

    expect(message).toContain('expectObservable: the notifications or their times differ from what is expected');
  });
});
