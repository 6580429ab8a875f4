import { config, finalize, NEVER, Observable, of, Subject, timer, type ObservableInput, type Subscription } from 'rxjs';
import { gather, listStage, OverflowError, pipeline, stage, type BranchEvent, type Outcome } from 'rxjs-stages';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { word } from '../support/marbles';

/* What hostile, or only unlucky, code can do from within the callbacks of a run. */

describe('teardown that throws', () => {
  const broken = (inner: Observable<unknown>): Observable<unknown> =>
    inner.pipe(
      finalize(() => {
        throw new Error('teardown');
      }),
    );

  it.each<[string, (subject: Subject<unknown>) => void]>([
    [
      'completed',
      (subject) => {
        subject.complete();
      },
    ],
    [
      'failed',
      (subject) => {
        subject.error(new Error('inner'));
      },
    ],
  ])('F6 B2 gives the slot back and goes on when an inner stream has %s', (_, end) => {
    const inners = [new Subject<unknown>(), new Subject<unknown>()];
    const events: string[] = [];
    let completed = false;
    of(0, 1)
      .pipe(
        pipeline(
          stage('fetch', (n: number) => broken(inners[n] ?? NEVER), { concurrency: 1 }),
          { onEvent: ({ type }) => events.push(type) },
        ),
      )
      .subscribe({ complete: () => (completed = true) });

    for (const inner of inners) {
      expect(() => {
        end(inner);
      }).toThrow('teardown');
    }

    expect(events.filter((type) => type === 'started')).toHaveLength(2);
    expect(completed).toBe(true);
  });

  it('C2 settles a pending next(), although return() throws', async () => {
    const results = stage('fetch', () => broken(NEVER))(['a'])[Symbol.asyncIterator]();
    const pending = results.next();

    expect(() => results.return?.()).toThrow('teardown');

    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('C1 returns the lists of an attempt all the same', () => {
    let returned = 0;
    const list = (function* () {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        returned++;
      }
    })();
    const lists = new Observable<Iterable<number>>((subscriber) => {
      subscriber.next(list);
      return () => {
        throw new Error('teardown');
      };
    });
    const subscription = of('a')
      .pipe(
        pipeline(
          listStage('lists', () => lists),
          stage('never', () => NEVER),
          { highWaterMark: 1 },
        ),
      )
      .subscribe();

    expect(() => {
      subscription.unsubscribe();
    }).toThrow('teardown');

    expect(returned).toBe(1);
  });

  it('S2 does not hold up the run when a source is stopped', () => {
    const source = new Subject<string>();
    const answer = new Subject<string>();
    const errors: unknown[] = [];
    (broken(source) as Observable<string>)
      .pipe(
        pipeline(
          stage('fetch', () => answer, { concurrency: 1 }),
          { maxWaiting: 0 },
        ),
      )
      .subscribe({ error: (reason: unknown) => errors.push(reason) });
    source.next('a');

    expect(() => {
      source.next('b');
    }).toThrow('teardown');
    answer.complete();

    expect(errors).toEqual([new OverflowError(0)]);
  });
});

describe('listeners and consumers that act', () => {
  it.each<[BranchEvent['type'], string[]]>([
    ['rejected', ['!no', '|']],
    ['emitted', ['x', '!no', '|']],
  ])('F6 delivers what a branch gave, although a listener completes the source on %s', (when, expected) => {
    const source = new Subject<string>();
    const answer = new Subject<string>();
    const seen: string[] = [];
    const onEvent = branchEvents(({ type }) => {
      if (type === when) source.complete();
    });
    source
      .pipe(
        pipeline(
          stage('fetch', () => answer),
          { onEvent },
        ),
      )
      .subscribe({ next: (outcome) => seen.push(word(outcome)), complete: () => seen.push('|') });
    source.next('a');

    if (when === 'emitted') answer.next('x');
    answer.error('no');

    expect(seen).toEqual(expected);
  });

  it('F6 ends a branch after its last emission, although a listener completes it in the middle of that', () => {
    const source = new Subject<string>();
    const answer = new Subject<string>();
    const events: string[] = [];
    const onEvent = branchEvents(({ type, stage: name }) => {
      events.push(`${type} ${name}`);
      if (type !== 'emitted' || name !== 'one') return;
      answer.complete();
      source.complete();
    });
    const both = pipeline(
      stage('one', () => answer),
      stage('two', (id) => [id]),
      { onEvent },
    );
    const seen: string[] = [];
    const gathered: string[][] = [];
    source.pipe(both).subscribe((outcome) => seen.push(word(outcome)));
    source.next('a');
    answer.next('x');

    expect(seen).toEqual(['x']);
    expect(events.indexOf('completed one')).toBeGreaterThan(events.indexOf('waiting two'));

    const again = new Subject<string>();
    const later = new Subject<string>();
    again
      .pipe(
        gather(
          pipeline(
            stage('one', () => later),
            stage('two', (id) => [id]),
            {
              onEvent: ({ type, stage: name }) => {
                if (type === 'emitted' && name === 'one') later.complete();
              },
            },
          ),
        ),
      )
      .subscribe(({ fulfilled }) => gathered.push(fulfilled.map(word)));
    again.next('a');
    later.next('x');

    expect(gathered).toEqual([['x']]);
  });

  it('O1 starts nothing within the delivery of what gather gives', () => {
    const source = new Subject<number>();
    const answer = new Subject<number>();
    const log: string[] = [];
    const fetch = stage('fetch', (n: number) => {
      log.push(`project ${String(n)}`);
      return n === 1 ? answer : of(n);
    });
    source.pipe(gather(fetch)).subscribe(({ input }) => {
      log.push(`>${String(input)}`);
      if (input === 1) source.next(2);
      log.push(`<${String(input)}`);
    });
    source.next(1);

    answer.complete();

    expect(log).toEqual(['project 1', '>1', '<1', 'project 2', '>2', '<2']);
  });

  it('F6 ends each branch once when the teardown of one completes another, and takes no root from a source that is fed by it', () => {
    const other = new Subject<number>();
    const source = new Subject<number>();
    const ends: string[] = [];
    const created: string[] = [];
    const onEvent = branchEvents(({ type, path }) => {
      if (type === 'waiting') created.push(path.join());
      if (type === 'cancelled' || type === 'completed') ends.push(`${type} ${path.join()}`);
    });
    const first = new Observable<number>(() => () => {
      other.complete();
      source.next(9);
    });
    const subscription: Subscription = source
      .pipe(
        pipeline(
          stage('fetch', (n: number) => (n === 1 ? first : other)),
          { onEvent },
        ),
      )
      .subscribe();
    source.next(1);
    source.next(2);

    subscription.unsubscribe();

    expect(created).toEqual(['0', '1']);
    expect(ends).toEqual(['cancelled 0', 'cancelled 1']);
  });
});

describe('inputs that turn', () => {
  it('F1 F2 keeps the reason of a bad list, although its Observable fails when it is aborted', () => {
    const seen: Outcome[] = [];
    const lists = ({ signal }: { signal: AbortSignal }): Observable<number[]> =>
      new Observable((subscriber) => {
        signal.addEventListener('abort', () => {
          subscriber.error(new Error('aborted'));
        });
        subscriber.next(5 as never);
      });

    of('a')
      .pipe(listStage('lists', (_: string, context) => lists(context)))
      .subscribe((outcome) => seen.push(outcome));

    expect(seen).toEqual([
      expect.objectContaining({ status: 'rejected', reason: new TypeError("stage 'lists': each list must be iterable, got 5") }),
    ]);
  });

  it('F1 takes no more of an array than it has when its turn comes', async () => {
    const roots = [1, 2, 3];
    const shorten = stage('shorten', (n: number) => {
      roots.length = 1;
      return [n];
    });

    expect((await all(shorten(roots))).map(word)).toEqual(['1']);
  });

  it('F1 fails a branch whose array throws, and the run goes on', async () => {
    const trap = Object.defineProperty([1, 2], 1, {
      get() {
        throw new Error('element');
      },
    });

    expect((await all(stage('fetch', (n: number): number[] => (n === 1 ? trap : [n]))([1, 2]))).map(word)).toEqual(['1', '!Error', '2']);
  });

  it('B4 passes over 50,000 lists that were emptied before their turn', () => {
    const lists = new Subject<number[]>();
    const given = Array.from({ length: 50_000 }, () => [1]);
    const answer = new Subject<number>();
    let completed = false;
    of('a')
      .pipe(
        pipeline(
          listStage('lists', () => lists),
          stage('detail', () => answer, { concurrency: 1 }),
          { highWaterMark: 1 },
        ),
      )
      .subscribe({ complete: () => (completed = true) });
    lists.next([1, 2, 3]);
    for (const list of given) lists.next(list);
    lists.complete();

    for (const list of given) list.length = 0;
    answer.complete();

    expect(completed).toBe(true);
  });

  it('F6 takes a root whose properties cannot be read for what it is', async () => {
    const root = Object.defineProperty({}, 'status', {
      get() {
        throw new Error('status');
      },
    });

    expect((await all(stage('kind', (value: object) => [typeof value])([root]))).map(word)).toEqual(['object']);
  });

  it('C4 takes one answer of a thenable that answers again from within the delivery', () => {
    const seen: string[] = [];
    let again: (value: string) => void = () => undefined;
    const thenable = {
      then(resolve: (value: string) => void) {
        again = resolve;
        resolve('first');
      },
    };

    stage(
      'fetch',
      () => thenable as PromiseLike<string> as ObservableInput<string> & object,
    )(['a']).subscribe((outcome) => {
      seen.push(word(outcome));
      again('second');
    });

    expect(seen).toEqual(['first']);
  });
});

describe('timers', () => {
  it('F6 goes on after an inner stream on a timer whose teardown throws', async () => {
    const errors: unknown[] = [];
    config.onUnhandledError = (error: unknown) => void errors.push(error);
    jest.useFakeTimers();
    try {
      const seen: string[] = [];
      const fetch = stage(
        'fetch',
        (n: number) =>
          timer(1).pipe(
            finalize(() => {
              if (n === 1) throw new Error('teardown');
            }),
          ),
        { concurrency: 1 },
      );
      fetch([1, 2]).subscribe((outcome) => seen.push(word(outcome)));

      try {
        await jest.advanceTimersByTimeAsync(1);
      } catch (error) {
        errors.push(error);
      }
      await jest.advanceTimersByTimeAsync(1);

      expect(seen).toEqual(['0', '0']);
      expect(errors).toHaveLength(1);
    } finally {
      jest.useRealTimers();
      config.onUnhandledError = null;
    }
  });
});
