import { concat, firstValueFrom, NEVER, Observable, of, Subject, timer, type ObservableInput } from 'rxjs';
import { concurrencyLimit, fork, isRejected, listStage, pipeline, stage, StageTimeoutError, type Outcome, type Rejected } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { marbles, word, words } from '../support/marbles';

describe('timeouts', () => {
  describe('C3 an attempt that times out is cancelled', () => {
    it.each([4, { attempt: 4 }])('C3 after its time, given as %j: its Observable is unsubscribed, its branch rejected', (timeout) => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-------x|', b: '-------x|' });
        const fetch = stage('fetch', project, { timeout });

        expectOutcomes(cold('a--b|').pipe(fetch)).toBe('      ----T--(T|)', {}, { T: timedOut('attempt', 4) });
        expectSubscriptions(project.subscriptions('a')).toBe('^---!');
        expectSubscriptions(project.subscriptions('b')).toBe('---^---!');
      });
    });

    it('C3 the shorter time first, although it was set later', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const never = scripted({ a: '-' });
        const both = pipeline(fork(stage('slow', never, { timeout: 6 }), stage('quick', never, { timeout: 3 })));
        const [Q, S] = [new StageTimeoutError('attempt', 'quick', 3), new StageTimeoutError('attempt', 'slow', 6)];

        expectOutcomes(cold('(a|)').pipe(both)).toBe('---Q--(S|)', { Q, S });
      });
    });

    it('C3 unless it ends at the same frame: the inner wins', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = (answer: string) => stage('fetch', scripted({ a: answer }), { timeout: 4 });

        expectOutcomes(cold('(a|)').pipe(fetch('----(x|)'))).toBe('----(x|)');
        expectOutcomes(cold('(a|)').pipe(fetch('----E'))).toBe('   ----(E|)');
        // It had emitted, and had not ended.
        expectOutcomes(cold('(a|)').pipe(fetch('----x|'))).toBe('  ----(xT|)', {}, { T: timedOut('attempt', 4) });
      });
    });

    it('C3 unless it ends at the same frame, on a timer that was set after that of the timeout', () => {
      testStages(({ cold, expectOutcomes }) => {
        const fetch = stage('fetch', () => concat(timer(1), timer(1), timer(2)), { timeout: 4 });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('-00-(0|)', { 0: 0 });
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
        {
          kind: 'attempt',
          stage: 'fetch',
          ms: 3,
          name: 'StageTimeoutError',
          message: "stage 'fetch': the attempt took longer than 3 ms (timeout.attempt)",
        },
        { kind: 'total', stage: 'fetch', ms: 3, message: "stage 'fetch': the branch took longer than 3 ms (timeout.total)" },
        { kind: 'queue', stage: 'fetch', ms: 3, message: "stage 'fetch': the branch waited for its first slot for more than 3 ms (timeout.queue)" },
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
          expectObservable(cold('(a|)').pipe(stage('fetch', project, { timeout: 3 }), words())).toBe('---(t|)', { t: '!StageTimeoutError' });
        }
      });

      expect(returned).toBe(1);
    });

    it('C3 what it has emitted before is delivered, and its children go on', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ r: '-a--------' }), { timeout: 5 });
        const two = stage('two', scripted({ a: ' -----x|' }));

        expectOutcomes(cold('(r|)').pipe(pipeline(one, two))).toBe('-----Tx|', {}, { T: timedOut('attempt', 5, 'one') });
      });
    });

    it('F3 is retried as any failure is, each attempt with its own time', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: ['-----x|', '-----x|', '--x|'] });
        const fetch = stage('fetch', project, { timeout: 3, retry: { count: 2, delay: 0 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('          --------x|');
        expectSubscriptions(project.subscriptions('a', 1)).toBe('^--!');
        expectSubscriptions(project.subscriptions('a', 2)).toBe('---^--!');
        expectSubscriptions(project.subscriptions('a', 3)).toBe('------^--!');
      });
    });

    it('C3 gives its slots back', () => {
      const limit = concurrencyLimit(1);
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '-', b: '-(x|)' }), { timeout: 3, concurrency: 1, limit });

        expectOutcomes(cold('(aba|)').pipe(pipeline(fetch, { concurrency: 1 }))).toBe('---Tx--(T|)', {}, { T: timedOut('attempt', 3) });
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
        const onEvent = branchEvents(({ type, time }) => void events.push(`${type} ${String(time)}`));
        const results = pipeline(numbers, { highWaterMark: 1, onEvent })(['r'])[Symbol.asyncIterator]();
        cold('-a---------b---------c---------d').subscribe(() => void results.next());
      });

      expect(events).toEqual(['waiting 1', 'started 1', 'emitted 1', 'emitted 1', 'emitted 11', 'settled 21', 'completed 21']);
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
      testStages(({ cold, scripted, expectOutcomes }) => {
        const search = listStage('search', scripted({ r: '--(l|)' }, { l: ['a', 'b', 'c'] }), { timeout: 3 });
        const slow = stage('slow', scripted({ a: '-----(a|)', b: '-----(b|)', c: '-----(c|)' }), { concurrency: 1 });

        expectOutcomes(cold('(r|)').pipe(pipeline(search, slow, { highWaterMark: 1 }))).toBe('-------a----b----(c|)');
      });
    });
  });

  describe('C3 the total time of a branch', () => {
    it('C3 is from its creation to the end of its last attempt, waits and retries included', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '--#' }), { timeout: { total: 9 }, retry: { count: 99, delay: 1 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('---------(T|)', {}, { T: timedOut('total', 9) });
      });
    });

    it.each([
      ['waits for a limit', 0],
      ['works', 1],
      ['sleeps', 1],
    ])('C3 ends it where it %s, after %i attempts', (where, attempts) => {
      const limit = concurrencyLimit(1);
      testStages(({ cold, scripted, expectOutcomes }) => {
        if (where === 'waits for a limit') limit.pauseFor(99);
        const project = scripted({ a: where === 'sleeps' ? '#' : '-' });
        const fetch = stage('fetch', project, { timeout: { total: 5 }, limit, retry: { count: 1, delay: 99 } });

        const ended = expect.objectContaining({ attempts, reason: timedOut('total', 5) }) as unknown;
        expectOutcomes(cold('(a|)').pipe(fetch)).inFull.toBe('-----(T|)', {}, { T: ended });
      });

      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it('C3 is not retried', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts, expectSubscriptions }) => {
        const project = scripted({ a: '-----|' });
        const fetch = stage('fetch', project, { timeout: { total: 3 }, retry: { count: 5, delay: 0 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('       ---(T|)', {}, { T: timedOut('total', 3) });
        expectSubscriptions(project.subscriptions('a')).toBe('^--!');
        expectStarts(fetch).toBe('                            a');
      });
    });

    it('C3 loses against an answer at the same frame', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '----(x|)' }), { timeout: { total: 4, queue: 0 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('----(x|)');
      });
    });

    it('C3 ends with its last attempt, and not with its children', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const one = stage('one', scripted({ a: '-(x|)' }), { timeout: { total: 3 } });
        const two = stage('two', scripted({ x: ' ---------(y|)' }));

        expectOutcomes(cold('(a|)').pipe(pipeline(one, two))).toBe('----------(y|)');
      });
    });
  });

  describe('C3 the time in the queue', () => {
    it('C3 is over when the first attempt starts: waits for retries do not count', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: ['----#', '----(x|)'] }), { timeout: { queue: 2 }, retry: { count: 1, delay: 5 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).toBe('-------------(x|)');
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
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '------(x|)' }), { timeout: { queue: 4 }, limit });

        expectOutcomes(cold('(ab|)').pipe(fetch)).toBe('----T-(x|)', {}, { T: timedOut('queue', 4) });
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

/** Matches the reason, its kind and its time; jest compares errors by their message only. */
function timedOut(kind: StageTimeoutError['kind'], ms: number, name = 'fetch'): unknown {
  return expect.objectContaining({ name: 'StageTimeoutError', kind, stage: name, ms });
}
