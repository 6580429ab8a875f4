import assert from 'node:assert/strict';
import { NEVER, of, timer } from 'rxjs';
import { pipeline, stage, StageTimeoutError } from 'rxjs-stages';
import { testStages, testStagesWith, type StageHelpers } from 'rxjs-stages/testing';
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
    const tries = (seed?: number): number => {
      const flaky = stage('flaky', (_: string, { attempt }) => (attempt === 4 ? of('x') : NEVER), { retry: 3, timeout: 1 });
      const frames: number[] = [];
      testStages(({ cold }) => void pipeline(flaky)(cold('a|')).subscribe({ complete: () => frames.push(Date.now()) }), { seed });
      return frames.length;
    };
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

    expect(tries()).toBe(1);
    expect(delays()).toHaveLength(3);
    expect(delays()).toEqual(delays(1));
    expect(delays()).not.toEqual(delays(2));
    expect(new Set(delays()).size).toBe(3);
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
  ])('says in one sentence that %s cannot be played, instead of an empty diagram', (_, project, what) => {
    const detail = stage('detail', project as () => Promise<string>);

    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(detail)).toBe('x');
      });
    });

    expect(message).toBe(
      `stage 'detail' gave ${what}, which is answered in real time and cannot be played in virtual time: give its stage a project of marbles for the test, ` +
        '`stage.with({ project: scripted({ … }) })`, or one that returns an Observable',
    );
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
      'expectOutcomes: nothing is expected yet, say what by toBe(…)',
    );
    expect(unsaid(({ expectActive }) => expectActive(detail))).toBe("expectActive of stage 'detail': nothing is expected yet, say what by toBe(…)");
    expect(unsaid(({ expectStarts }) => expectStarts(detail))).toBe("expectStarts: stage 'detail': nothing is expected yet, say what by toBe(…)");
  });

  it('plays what gives up a promise in time', () => {
    const detail = stage('detail', () => new Promise<string>(() => undefined), { timeout: 3 });

    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(detail)).toBe('---(T|)', {}, { T: expect.any(StageTimeoutError) as unknown });
    });
  });

  it('refuses a body that is async', () => {
    expect(() => testStages(() => Promise.resolve())).toThrow(
      new TypeError('testStages: the body must not be async: what it expects is verified when it returns'),
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
    }).toThrow(assert.AssertionError);
  });

  it('takes a function that says no by returning false', () => {
    const { message } = failureOf(() => {
      testStagesWith(() => false)(({ cold, expectObservable }) => {
        expectObservable(cold('a|')).toBe('a|');
      });
    });

    expect(message).toBe('the notifications are not those expected');
  });
});
