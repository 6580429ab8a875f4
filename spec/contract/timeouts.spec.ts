import { concat, firstValueFrom, NEVER, Observable, of, Subject, tap, timer, type ObservableInput } from 'rxjs';
import {
  concurrencyLimit,
  isRejected,
  listStage,
  pipeline,
  stage,
  StageTimeoutError,
  type BranchEvent,
  type Outcome,
  type Rejected,
} from 'rxjs-stages';
import { marbles, word, words } from '../support/marbles';

describe('timeouts', () => {
  describe('C3 an attempt that times out is cancelled', () => {
    it.each([4, { attempt: 4 }])('C3 after its time, given as %j: its Observable is unsubscribed, its branch rejected', (timeout) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold('  -------x|');
        const expected = '     ----t--(t|)';
        const subscriptions = ['^---!', '---^---!'];

        expectObservable(
          cold('a--b|').pipe(
            stage('fetch', () => answer, { timeout }),
            words(),
          ),
        ).toBe(expected, TIMED_OUT);
        expectSubscriptions(answer.subscriptions).toBe(subscriptions);
      });
    });

    it('C3 unless it ends at the same frame: the inner wins', () => {
      marbles(({ cold, expectObservable }) => {
        const completing = cold('----(x|)');
        const failing = cold('   ----#');
        const late = cold('      ----x|');
        const fetch = (answer: Observable<string>) => stage('fetch', () => answer, { timeout: 4 });

        expectObservable(cold('(a|)').pipe(fetch(completing), words())).toBe('----(x|)');
        expectObservable(cold('(a|)').pipe(fetch(failing), words())).toBe('   ----(e|)', { e: '!error' });
        // It had emitted, and had not ended.
        expectObservable(cold('(a|)').pipe(fetch(late), words())).toBe('      ----(xt|)', { x: 'x', ...TIMED_OUT });
      });
    });

    it('C3 unless it ends at the same frame, on a timer that was set after that of the timeout', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', () => concat(timer(1), timer(1), timer(2)), { timeout: 4 });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe('-00-(0|)');
      });
    });

    it('C3 its signal is aborted, and that of no other', () => {
      const signals: AbortSignal[] = [];
      marbles(({ cold }) => {
        cold('(ab|)')
          .pipe(
            stage(
              'fetch',
              (id: string, { signal }) => {
                signals.push(signal);
                return id === 'a' ? NEVER : cold('--x|');
              },
              { timeout: 4 },
            ),
          )
          .subscribe();
      });

      expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    });

    it('C3 with an error that says which time, whose stage and how long', () => {
      const reasons = (['attempt', 'total', 'queue'] as const).map((kind) => {
        const seen: Rejected[] = [];
        marbles(({ cold }) => {
          cold('(ab|)')
            .pipe(stage('fetch', () => cold('-----|'), { timeout: { [kind]: 3 }, concurrency: 1 }))
            .subscribe((outcome) => {
              if (isRejected(outcome)) seen.push(outcome);
            });
        });
        return seen.at(-1)?.reason;
      });

      expect(reasons).toEqual([expect.any(StageTimeoutError), expect.any(StageTimeoutError), expect.any(StageTimeoutError)]);
      expect(reasons).toMatchObject([
        { kind: 'attempt', stage: 'fetch', ms: 3, name: 'StageTimeoutError', message: "attempt timeout of stage 'fetch': 3 ms" },
        { kind: 'total', stage: 'fetch', ms: 3, message: "total timeout of stage 'fetch': 3 ms" },
        { kind: 'queue', stage: 'fetch', ms: 3, message: "queue timeout of stage 'fetch': 3 ms" },
      ]);
    });

    it('C3 a promise or an async iterator included, whose late answer is ignored', () => {
      let returned = 0;
      const endless = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<IteratorResult<string>>(() => undefined),
          return: () => {
            returned++;
            return Promise.resolve({ done: true as const, value: undefined });
          },
        }),
      };
      const projects: (() => ObservableInput<string> & object)[] = [() => new Promise<string>(() => undefined), () => endless];

      marbles(({ cold, expectObservable }) => {
        for (const project of projects) {
          expectObservable(cold('(a|)').pipe(stage('fetch', project, { timeout: 3 }), words())).toBe('---(t|)', TIMED_OUT);
        }
      });

      expect(returned).toBe(1);
    });

    it('C3 what it has emitted before is delivered, and its children go on', () => {
      marbles(({ cold, expectObservable }) => {
        const first = cold('  -a--------');
        const second = cold('  -----x|');
        const expected = '    -----tx|';
        const both = pipeline(
          stage('one', () => first, { timeout: 5 }),
          stage('two', () => second),
        );

        expectObservable(cold('(r|)').pipe(both, words())).toBe(expected, { x: 'x', ...TIMED_OUT });
      });
    });

    it('F3 is retried as any failure is, each attempt with its own time', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const slow = cold('  -----x|');
        const fast = cold('        --x|');
        const expected = '   --------x|';
        const fetch = stage('fetch', (_: string, { attempt }) => (attempt < 3 ? slow : fast), { timeout: 3, retry: { count: 2, delay: 0 } });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe(expected);
        expectSubscriptions(slow.subscriptions).toBe(['^--!', '---^--!']);
        expectSubscriptions(fast.subscriptions).toBe('------^--!');
      });
    });

    it('C3 gives its slots back', () => {
      const limit = concurrencyLimit(1);
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', (id: string) => (id === 'b' ? cold('-(x|)') : NEVER), { timeout: 3, concurrency: 1, limit });

        expectObservable(cold('(aba|)').pipe(pipeline(fetch, { concurrency: 1 }), words())).toBe('---tx--(t|)', { x: 'x', ...TIMED_OUT });
      });

      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });
  });

  describe('C3 the time of an attempt counts only while it works', () => {
    it('C3 a generator that a slow consumer of `for await` suspends is not timed out', () => {
      const events: string[] = [];
      const numbers = stage(
        'numbers',
        function* () {
          for (let n = 0; n < 3; n++) yield n;
        },
        { timeout: 5 },
      );
      marbles(({ cold }) => {
        const onEvent = ({ type, time }: BranchEvent): void => void events.push(`${type} ${String(time)}`);
        const results = pipeline(numbers, { highWaterMark: 1, onEvent })(['r'])[Symbol.asyncIterator]();
        cold('-a---------b---------c---------d').subscribe(() => void results.next());
      });

      expect(events).toEqual(['waiting 1', 'started 1', 'emitted 1', 'emitted 1', 'emitted 11', 'completed 21']);
    });

    it('C3 what it has worked before it was suspended counts', async () => {
      jest.useFakeTimers();
      try {
        const seen: string[] = [];
        const numbers = stage(
          'numbers',
          async function* () {
            for (let n = 0; ; n++) {
              await firstValueFrom(timer(3));
              yield n;
            }
          },
          { timeout: 7 },
        );
        const results = pipeline(numbers, { highWaterMark: 1 })(['r'])[Symbol.asyncIterator]();
        const ask = (): void => void results.next().then(({ value }) => seen.push(word(value as Outcome)));

        ask();
        await jest.advanceTimersByTimeAsync(100);
        expect(seen).toEqual(['0']);
        // One more waits, after 6 ms of work: the next has 1 ms left.
        ask();
        ask();
        await jest.advanceTimersByTimeAsync(0);
        expect(seen).toEqual(['0', '1']);
        await jest.advanceTimersByTimeAsync(2);
        expect(seen).toEqual(['0', '1', '!StageTimeoutError']);
      } finally {
        jest.useRealTimers();
      }
    });

    it('C3 the time in which the elements of its list are handed out does not count', () => {
      marbles(({ cold, expectObservable }) => {
        const search = listStage('search', () => cold('--(l|)', { l: ['a', 'b', 'c'] }), { timeout: 3 });
        const slow = stage('slow', (id: string) => cold(`-----(${id}|)`), { concurrency: 1 });

        expectObservable(cold('(r|)').pipe(pipeline(search, slow, { highWaterMark: 1 }), words())).toBe('-------a----b----(c|)');
      });
    });
  });

  describe('C3 the total time of a branch', () => {
    it('C3 is from its creation to the end of its last attempt, waits and retries included', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', () => cold('--#'), { timeout: { total: 9 }, retry: { count: 99, delay: 1 } });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe('---------(t|)', TIMED_OUT);
      });
    });

    it.each([
      ['waits for a limit', 0],
      ['works', 1],
      ['sleeps', 1],
    ])('C3 ends it where it %s, after %i attempts', (where, attempts) => {
      const seen: Outcome[] = [];
      const limit = concurrencyLimit(1);
      marbles(({ cold, expectObservable }) => {
        if (where === 'waits for a limit') limit.pauseFor(99);
        const fetch = stage('fetch', () => (where === 'sleeps' ? cold('#') : NEVER), {
          timeout: { total: 5 },
          limit,
          retry: { count: 1, delay: 99 },
        });
        const results = cold('(a|)').pipe(
          fetch,
          tap((outcome) => seen.push(outcome)),
        );

        expectObservable(results.pipe(words())).toBe('-----(t|)', TIMED_OUT);
      });

      expect(seen).toMatchObject([{ attempts, reason: { kind: 'total' } }]);
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('C3 is not retried', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold('-----|');
        const fetch = stage('fetch', () => answer, { timeout: { total: 3 }, retry: { count: 5, delay: 0 } });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe('---(t|)', TIMED_OUT);
        expectSubscriptions(answer.subscriptions).toBe(['^--!']);
      });
    });

    it('C3 loses against an answer at the same frame', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', () => cold('----(x|)'), { timeout: { total: 4, queue: 0 } });

        expectObservable(cold('(x|)').pipe(fetch, words())).toBe('----(x|)');
      });
    });

    it('C3 ends with its last attempt, and not with its children', () => {
      marbles(({ cold, expectObservable }) => {
        const both = pipeline(
          stage('one', () => cold('-(x|)'), { timeout: { total: 3 } }),
          stage('two', () => cold('---------(y|)')),
        );

        expectObservable(cold('(a|)').pipe(both, words())).toBe('----------(y|)');
      });
    });
  });

  describe('C3 the time in the queue', () => {
    it('C3 is over when the first attempt starts: waits for retries do not count', () => {
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', (_: string, { attempt }) => (attempt === 1 ? cold('----#') : cold('----(x|)')), {
          timeout: { queue: 2 },
          retry: { count: 1, delay: 5 },
        });

        expectObservable(cold('(a|)').pipe(fetch, words())).toBe('-------------(x|)');
      });
    });

    it('C3 ends the branch, with no attempt made, unless it starts at the same frame', () => {
      const made: [string, number][] = [];
      marbles(({ cold }) => {
        const fetch = stage('fetch', () => cold('---(x|)'), { timeout: { queue: 3 }, concurrency: 1 });
        cold('(abc|)')
          .pipe(fetch)
          .subscribe((outcome) => made.push([word(outcome), outcome.attempts]));
      });

      expect(made).toEqual([
        ['x', 1],
        ['!StageTimeoutError', 0],
        ['x', 1],
      ]);
    });

    it('C3 counts for a branch that a limit holds up, which then waits no more', () => {
      const limit = concurrencyLimit(1);
      marbles(({ cold, expectObservable }) => {
        const fetch = stage('fetch', () => cold('------(x|)'), { timeout: { queue: 4 }, limit });

        expectObservable(cold('(ab|)').pipe(fetch, words())).toBe('----t-(x|)', { x: 'x', ...TIMED_OUT });
      });

      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });
  });

  it('C1 leaves no timer behind when the run ends or is unsubscribed', () => {
    jest.useFakeTimers();
    try {
      const answers = new Subject<string>();
      const timeout = { attempt: 1000, total: 2000, queue: 3000 };
      const fetch = stage('fetch', () => answers, { timeout, concurrency: 1, retry: { count: 1, delay: 500 } });
      const seen: Outcome[] = [];

      of('a', 'b').pipe(fetch).subscribe().unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
      of('a')
        .pipe(fetch)
        .subscribe((outcome) => seen.push(outcome));
      expect(jest.getTimerCount()).toBe(1);
      answers.complete();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('C3 times others out after a teardown that threw', () => {
    jest.useFakeTimers();
    try {
      const seen: string[] = [];
      const source = new Subject<number>();
      const throwing = new Observable<number>(() => () => {
        throw new Error('teardown');
      });
      source.pipe(stage('fetch', (n) => (n === 1 ? throwing : NEVER), { timeout: 10 })).subscribe((outcome) => seen.push(word(outcome)));
      source.next(1);
      jest.advanceTimersByTime(5);
      source.next(2);

      // The error of the teardown goes to whoever runs the timers.
      expect(() => {
        jest.advanceTimersByTime(100);
      }).toThrow('teardown');
      jest.advanceTimersByTime(100);

      expect(seen).toEqual(['!StageTimeoutError', '!StageTimeoutError']);
    } finally {
      jest.useRealTimers();
    }
  });
});

const TIMED_OUT = { t: '!StageTimeoutError' };
