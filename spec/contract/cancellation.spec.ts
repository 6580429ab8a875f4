import { from, NEVER, Observable, of, range, Subject, take, timer, type ObservableInput, type Subscription } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { iterate } from '../support/consume';
import { word } from '../support/marbles';

describe('cancellation', () => {
  describe('C1 unsubscribing stops everything, synchronously', () => {
    it('C1 unsubscribes the source and every live attempt, and starts nothing that waits', () => {
      testStages(({ hot, scripted, expectOutcomes, expectSubscriptions }) => {
        const source = hot('                                  ab-c');
        const first = scripted({ a: '-h-----|', b: '-i-----|', c: '|' });
        const second = scripted({ h: '-----x', i: '-----y' });
        const search = stage('search', first, { concurrency: 2 });
        const both = pipeline(search, stage('detail', second));

        expectOutcomes(source.pipe(both), '                   ----!').toBe('');
        expectSubscriptions(source.subscriptions).toBe('      ^---!');
        expectSubscriptions(first.subscriptions()).toBe([' ^---!', '-^--!']);
        expectSubscriptions(second.subscriptions()).toBe(['-^--!', '--^-!']);
      });
    });

    it('C1 stops a synchronous inner from inside next, and delivers nothing more', () => {
      const seen: string[] = [];
      let emitted = 0;
      const numbers = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(emitted++);
      });

      from(['a', 'b'])
        .pipe(
          stage('numbers', () => numbers),
          take(3),
        )
        .subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['0', '1', '2']);
      expect(emitted).toBe(3);
    });

    it('C1 stops a synchronous iterable in the middle of a pipeline, and returns its iterator', () => {
      const numbers = new Returned();

      of('a')
        .pipe(
          pipeline(
            stage('numbers', () => numbers),
            stage('same', (n) => of(n)),
          ),
          take(3),
        )
        .subscribe();

      expect(numbers.returned).toBe(1);
    });

    it('C1 stops a source that emits while it is being subscribed to', () => {
      let emitted = 0;
      const source = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(emitted++);
      });

      source
        .pipe(
          stage('same', (n) => [n]),
          take(2),
        )
        .subscribe();

      expect(emitted).toBe(2);
    });

    it('C1 aborts the signal of every live attempt, and of no other', async () => {
      const signals: AbortSignal[] = [];
      const fetch = stage('fetch', (id: string, { signal }) => {
        signals.push(signal);
        return id === 'ended' ? Promise.resolve(id) : new Promise<string>(() => undefined);
      });
      const subscription = of('ended', 'live', 'live').pipe(fetch).subscribe();
      await Promise.resolve();

      subscription.unsubscribe();

      expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true]);
    });

    it('C1 gives an aborted signal to who reads it after the cancellation', async () => {
      let late: AbortSignal | undefined;
      const asked = new Subject<void>();
      const fetch = stage('fetch', async (_: string, context) => {
        await new Promise<void>((resolve) => asked.subscribe({ complete: resolve }));
        late = context.signal;
      });
      of('a').pipe(fetch).subscribe().unsubscribe();

      asked.complete();
      await Promise.resolve();

      expect(late?.aborted).toBe(true);
    });

    it('C1 returns iterators: of a project, of its lists, and of the source', () => {
      const source = new Returned();
      const list = new Returned();
      const result = new Returned();
      const subscription = pipeline(
        listStage('lists', () => [list]),
        stage('results', () => result),
        stage('never', () => NEVER),
        { highWaterMark: 1, concurrency: 1 },
      )(source).subscribe();

      subscription.unsubscribe();

      expect({ source: source.returned, list: list.returned, result: result.returned }).toEqual({ source: 1, list: 1, result: 1 });
    });

    it('C1 returns an iterator that unsubscribes from within its own next()', () => {
      const numbers = new Returned(() => {
        subscription.unsubscribe();
      });
      const start = new Subject<string>();
      const seen: unknown[] = [];
      const subscription: Subscription = start.pipe(stage('numbers', () => numbers)).subscribe((outcome) => seen.push(outcome));

      start.next('a');

      expect(seen).toEqual([]);
      expect(numbers.returned).toBe(1);
    });

    it('C1 starts nothing more when a project unsubscribes', () => {
      const started: number[] = [];
      const start = new Subject<number>();
      const subscription: Subscription = start
        .pipe(
          stage('fetch', (n: number) => {
            started.push(n);
            subscription.unsubscribe();
            return new Observable<number>(() => {
              started.push(-1);
            });
          }),
        )
        .subscribe();

      start.next(1);
      start.next(2);

      expect(started).toEqual([1]);
    });

    it('C1 clears the timers of inner streams', () => {
      jest.useFakeTimers();
      try {
        const subscription = range(0, 5)
          .pipe(stage('wait', () => timer(1000)))
          .subscribe();
        expect(jest.getTimerCount()).toBe(5);

        subscription.unsubscribe();

        expect(jest.getTimerCount()).toBe(0);
      } finally {
        jest.useRealTimers();
      }
    });

    it('C1 tears everything down even if some teardown throws', () => {
      const torn: string[] = [];
      const broken = (id: string) =>
        new Observable<string>(() => () => {
          torn.push(id);
          throw new Error(id);
        });
      const subscription = of('a', 'b').pipe(stage('broken', broken)).subscribe();

      expect(() => {
        subscription.unsubscribe();
      }).toThrow(/2 errors occurred during unsubscription/);

      expect(torn).toEqual(['a', 'b']);
    });

    it('C1 shows what it cancels in the events: waiting and at work, each once', () => {
      const ends: string[] = [];
      const onEvent = branchEvents(({ type, stage: name, path }) => {
        if (type === 'cancelled' || type === 'completed') ends.push(`${type} ${name} ${path.join()}`);
      });
      const subscription = of('a', 'b')
        .pipe(
          pipeline(
            stage('one', (id: string) => [id, id]),
            stage('two', () => NEVER, { concurrency: 1 }),
            { concurrency: 2, onEvent },
          ),
        )
        .subscribe();

      subscription.unsubscribe();

      expect(ends.sort()).toEqual([
        'cancelled two 0,0',
        'cancelled two 0,1',
        'cancelled two 1,0',
        'cancelled two 1,1',
        'completed one 0',
        'completed one 1',
      ]);
    });
  });

  describe('C2 leaving a for await does the same', () => {
    it('C2 cancels at once on break, throw and return', async () => {
      for (const leave of [
        () => 'break',
        () => {
          throw new Error('left');
        },
      ]) {
        const signals: AbortSignal[] = [];
        const source = new Returned();
        const fetch = stage('fetch', (n: number, { signal }) => {
          signals.push(signal);
          return n === 0 ? [n] : new Promise<number>(() => undefined);
        });

        const left = (async () => {
          for await (const outcome of pipeline(fetch, { concurrency: 3 })(source)) if (outcome.path.length > 0 && leave() === 'break') break;
        })();
        await left.catch((error: unknown) => error);

        expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true, true]);
        expect(source.returned).toBe(1);
      }
    });

    it('C2 settles a next() that is pending when return() is called', async () => {
      const results = stage('never', () => NEVER)(['a'])[Symbol.asyncIterator]();
      const pending = [results.next(), results.next()];

      const returned = await results.return?.();

      expect(returned).toEqual({ done: true, value: undefined });
      expect(await Promise.all(pending)).toEqual([returned, returned]);
      expect(await results.next()).toEqual(returned);
    });

    it('C2 drops what was not asked for yet, and what failed meanwhile', async () => {
      const source = (function* () {
        yield* [1, 2];
        throw new Error('source');
      })();
      const results = stage('same', (n: number) => [n])(source)[Symbol.asyncIterator]();
      await results.next();

      await results.return?.();

      expect(await results.next()).toEqual({ done: true, value: undefined });
    });
  });

  describe('C4 what a cancelled promise or iterator still does is ignored', () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);

    beforeEach(() => {
      rejections.length = 0;
      process.on('unhandledRejection', note);
    });

    afterEach(() => {
      process.off('unhandledRejection', note);
    });

    it.each<[string, (late: Promise<never>) => ObservableInput<unknown> & object]>([
      ['a promise that rejects', (late) => late],
      ['an async iterator whose next() rejects', (late) => ({ [Symbol.asyncIterator]: () => ({ next: () => late }) })],
      ['an async iterator whose return() rejects', (late) => ({ [Symbol.asyncIterator]: () => ({ next: () => NEVER_SETTLED, return: () => late }) })],
      [
        'an iterator whose return() throws',
        () => ({
          [Symbol.iterator]: () => ({
            next: () => ({ done: false, value: 1 }),
            return: () => {
              throw new Error('late');
            },
          }),
        }),
      ],
    ])('C4 ignores %s', async (_, make) => {
      const seen: unknown[] = [];
      let reject: (reason: unknown) => void = () => undefined;
      const late = new Promise<never>((_resolve, rejectLate) => {
        reject = rejectLate;
      });
      const subscription = pipeline(
        stage('one', () => make(late)),
        stage('two', () => NEVER),
        { highWaterMark: 1, concurrency: 1 },
      )(['a']).subscribe((outcome) => seen.push(outcome));

      subscription.unsubscribe();
      reject(new Error('late'));
      late.catch(() => undefined);
      await turn();

      expect(seen).toEqual([]);
      expect(rejections).toEqual([]);
    });

    it('C4 ignores a promise that its own project cancelled before it rejected', async () => {
      const start = new Subject<number>();
      const subscription: Subscription = start
        .pipe(
          stage('fetch', async () => {
            subscription.unsubscribe();
            await Promise.resolve();
            throw new Error('late');
          }),
        )
        .subscribe();

      start.next(1);
      await turn();

      expect(rejections).toEqual([]);
    });

    it('C4 takes the first answer of a thenable that answers more than once', async () => {
      const seen: string[] = [];
      const twice = {
        then(resolve: (value: string) => void, reject: (reason: unknown) => void) {
          resolve('first');
          reject('second');
          resolve('third');
          throw new Error('fourth');
        },
      };

      await iterate(stage('fetch', () => twice as PromiseLike<string>)(['a']), (outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['first']);
    });
  });
});

const NEVER_SETTLED = new Promise<never>(() => undefined);

/** A turn of the event loop: rejections that nobody handled have been reported after it. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Counts without end, and how often its iterators were returned. */
class Returned implements Iterable<number> {
  returned = 0;

  constructor(private readonly onNext: () => void = () => undefined) {}

  *[Symbol.iterator](): Generator<number> {
    try {
      for (let n = 0; ; n++) {
        this.onNext();
        yield n;
      }
    } finally {
      this.returned++;
    }
  }
}
