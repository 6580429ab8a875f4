import { EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { concurrencyLimit, gather, listStage, pipeline, rateLimit, stage, type BranchEvent, type Outcome } from 'rxjs-stages';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { marbles, word, words } from '../support/marbles';

/** After the value 2 of page 1 comes page 2, and so on to page 3. */
const next = (value: unknown): number | undefined => (Number(value) < 3 ? Number(value) + 1 : undefined);
const page = (n: number): Observable<number> => of(n);

describe('pagination', () => {
  it('O2 goes on with the next page when an attempt completes, until there is none', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  -a-b|');
      const two = cold('      --c|');
      const three = cold('       -|');
      const expected = '  -a-b--c-|';
      const pages: Record<string, Observable<string>> = { one, two, three };
      const list = stage('list', (cursor: string) => pages[cursor] as Observable<string>, { next: (last) => ({ b: 'two', c: 'three' })[last] });

      expectObservable(cold('(1|)', { 1: 'one' }).pipe(list, words())).toBe(expected);
      expectSubscriptions(one.subscriptions).toBe('  ^---!');
      expectSubscriptions(two.subscriptions).toBe('  ----^--!');
      expectSubscriptions(three.subscriptions).toBe('-------^!');
    });
  });

  it('O2 asks with the last value and the input of the page, once for each page, and not after one that emitted nothing', () => {
    const asked: unknown[] = [];
    const list = stage('list', (n: number) => (n === 3 ? EMPTY : of(n, n * 10)), {
      next: (last, input) => {
        asked.push([last, input]);
        return input + 1;
      },
    });
    let completed = false;

    list([1]).subscribe({ complete: () => (completed = true) });

    expect(asked).toEqual([
      [10, 1],
      [20, 2],
    ]);
    expect(completed).toBe(true);
  });

  it.each([null, undefined])('O2 ends where next gives %s; other values that are falsy are cursors', (nothing) => {
    const cursors: unknown[] = [];
    const list = stage('list', (cursor: number | string) => of(cursors.push(cursor)), { next: (count) => [0, '', nothing][count - 1] });

    list([1]).subscribe();

    expect(cursors).toEqual([1, 0, '']);
  });

  it('F6 is one branch: its path stays, its indices go on, its inputs hold the current cursor', () => {
    const seen: Outcome[] = [];
    const contexts: unknown[] = [];
    const list = listStage(
      'list',
      (n: number, { inputs, path, attempt }) => {
        contexts.push([inputs, path, attempt]);
        return of([n, n]);
      },
      { next },
    );

    list([9, 1]).subscribe((outcome) => seen.push(outcome));

    const outcome = (value: number, path: number[], index: number) => ({
      status: 'fulfilled',
      stage: 'list',
      value,
      inputs: [value],
      path,
      index,
      attempts: 1,
    });
    expect(seen.filter(({ path }) => path[0] === 0)).toEqual([outcome(9, [0], 0), outcome(9, [0], 1)]);
    expect(seen.filter(({ path }) => path[0] === 1)).toEqual([1, 1, 2, 2, 3, 3].map((value, index) => outcome(value, [1], index)));
    expect(contexts).toContainEqual([[3], [1], 1]);
  });

  it('F6 children keep the cursor of the page that they came from, however late they deliver', () => {
    const answers: Subject<string>[] = [];
    const seen: unknown[] = [];
    const both = pipeline(
      stage('list', page, { next }),
      stage('item', (n) => {
        const answer = new Subject<string>();
        answers[n] = answer;
        return answer;
      }),
    );
    both([1]).subscribe(({ inputs, path }) => seen.push([inputs, path]));

    for (const n of [3, 1, 2]) answers[n]?.next('x');

    expect(seen).toEqual([
      [
        [3, 3],
        [0, 2],
      ],
      [
        [1, 1],
        [0, 0],
      ],
      [
        [2, 2],
        [0, 1],
      ],
    ]);
  });

  it('F6 is told of as one branch, which waits once and ends once', () => {
    const events: string[] = [];
    const onEvent = ({ type, attempt }: BranchEvent): void => void events.push(`${type} ${String(attempt)}`);

    pipeline(stage('list', page, { next }), { onEvent })([2]).subscribe();

    expect(events).toEqual(['waiting 0', 'started 1', 'emitted 1', 'started 1', 'emitted 1', 'completed 1']);
  });

  it('B2 each page takes its slot and its limits anew: others that wait have their turn, the oldest first', () => {
    const started: string[] = [];
    const limit = concurrencyLimit(1);
    marbles(({ cold }) => {
      const list = stage(
        'list',
        (n: number, { path: [root] }) => {
          started.push(`${String(root)}:${String(n)}`);
          return cold('-(n|)', { n });
        },
        { next, limit },
      );
      cold('(aa|)', { a: 1 }).pipe(list).subscribe();
    });

    expect(started).toEqual(['0:1', '0:2', '0:3', '1:1', '1:2', '1:3']);
    expect(limit).toMatchObject({ active: 0, waiting: 0 });
  });

  it('B1 each page is a start for a rate limit', () => {
    marbles(({ cold, expectObservable }) => {
      const limit = rateLimit({ max: 1, per: 3 });

      expectObservable(cold('(a|)', { a: 1 }).pipe(stage('list', page, { next, limit }), words())).toBe('1--2--(3|)');
    });
  });

  it('C3 each page has its own times', () => {
    marbles(({ cold, expectObservable }) => {
      const list = stage('list', (n: number) => cold('---(n|)', { n }), { next, timeout: { attempt: 4, total: 5, queue: 1 } });

      expectObservable(cold('(a|)', { a: 1 }).pipe(list, words())).toBe('---1--2--(3|)');
    });
  });

  it('F3 each page has its own retries, and what it says of attempts', () => {
    const seen: unknown[] = [];
    const list = stage('list', (n: number, { attempt }) => (attempt <= n ? throwError(() => 'no') : of(n)), { next, retry: { count: 3, delay: 0 } });

    list([1]).subscribe(({ attempts }) => seen.push(attempts));

    expect(seen).toEqual([2, 3, 4]);
  });

  it('F1 a page that fails for good ends its branch, with what came before already delivered', () => {
    const seen: Outcome[] = [];
    const list = stage('list', (n: number) => (n === 2 ? throwError(() => 'no') : of(n)), { next, retry: { count: 1, delay: 0 } });

    list([1, 3]).subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([
      { value: 1, inputs: [1] },
      { status: 'rejected', reason: 'no', inputs: [2], path: [0], attempts: 2 },
      { value: 3, path: [1] },
    ]);
  });

  it('F1 so does a throw in next', () => {
    const reason = new Error('next');
    const seen: Outcome[] = [];
    const list = stage('list', page, {
      next: () => {
        throw reason;
      },
    });

    list([1, 3]).subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([{ value: 1 }, { status: 'rejected', reason, inputs: [1], attempts: 1 }, { value: 3 }, { reason }]);
  });

  it('S1 with a cache each page is kept by its own key: what is kept needs no attempt', () => {
    const cache = new MapCache();
    const asked: number[] = [];
    const list = stage(
      'list',
      (n: number) => {
        asked.push(n);
        return of(n);
      },
      { next, key: String, cache },
    );

    list([2]).subscribe();
    const seen: unknown[] = [];
    list([1]).subscribe((outcome) => seen.push([word(outcome), outcome.attempts, outcome.status === 'fulfilled' && outcome.index]));

    expect(asked).toEqual([2, 3, 1]);
    expect(seen).toEqual([
      ['1', 1, 0],
      ['2', 0, 1],
      ['3', 0, 2],
    ]);
  });

  it('S1 with a key pages are shared while they are in flight, whichever branch has come to them', () => {
    const asked: number[] = [];
    marbles(({ cold, expectObservable }) => {
      const list = stage(
        'list',
        (n: number) => {
          asked.push(n);
          return cold('----(n|)', { n });
        },
        { next, key: String },
      );

      // The first one comes to page 2 at 4, when the other one is in the middle of it; then they go on together.
      expectObservable(cold('a-b|', { a: 1, b: 2 }).pipe(list, words())).toBe('----1-(22)(33|)');
    });

    expect(asked).toEqual([1, 2, 3]);
  });

  it('F3 with atomic: a page is delivered when it is complete, and turned then', () => {
    marbles(({ cold, expectObservable }) => {
      const list = stage('list', (n: number, { attempt }) => (n === 2 && attempt === 1 ? cold('-n#', { n }) : cold('-n-|', { n })), {
        next,
        atomic: true,
        retry: { count: 1, delay: 0 },
      });

      expectObservable(cold('(a|)', { a: 1 }).pipe(list, words())).toBe('---1----2--(3|)');
    });
  });

  it('B3 with listStage: the next page is asked for when the elements are handed out', () => {
    const asked: number[] = [];
    const answers: Subject<number>[] = [];
    const list = listStage(
      'list',
      (n: number) => {
        asked.push(n);
        return of([n, n, n]);
      },
      { next },
    );
    const item = stage(
      'item',
      () => {
        const answer = new Subject<number>();
        answers.push(answer);
        return answer;
      },
      { concurrency: 1 },
    );
    const running = pipeline(list, item, { highWaterMark: 1 })([1]).subscribe();

    expect(asked).toEqual([1]);
    answers[0]?.complete();
    expect(asked).toEqual([1]);
    answers[1]?.complete();
    expect(asked).toEqual([1, 2]);
    running.unsubscribe();
  });

  it('O2 with recurse: what every page gives is fed back, before the page is turned', () => {
    const seen: string[] = [];
    const crawl = stage('crawl', (n: number) => of(n), {
      next: (last) => (last === 1 ? 2 : undefined),
      recurse: (n) => (n < 10 ? [n * 10] : []),
      concurrency: 1,
    });

    crawl([1]).subscribe(({ inputs, path }) => seen.push(`${inputs.join('>')} ${path.join('.')}`));

    expect(seen.sort()).toEqual(['1 0', '1>10 0.0', '2 0', '2>20 0.1']);
  });

  it('O4 in source order pages come one after another, before the next root', () => {
    marbles(({ cold, expectObservable }) => {
      const list = stage('list', (n: number) => (n < 5 ? cold('--(n|)', { n }) : cold('(n|)', { n })), { next });

      expectObservable(cold('(ab|)', { a: 1, b: 8 }).pipe(pipeline(list, { order: 'source' }), words())).toBe('--1-2-(38|)');
    });
  });

  it('B5 a consumer of `for await` turns the pages', async () => {
    const asked: number[] = [];
    const list = stage(
      'list',
      (n: number) => {
        asked.push(n);
        return of(n);
      },
      { next: (last) => last + 1 },
    );
    const results = pipeline(list, { highWaterMark: 2 })([1])[Symbol.asyncIterator]();

    await results.next();
    expect(asked).toEqual([1, 2, 3]);
    await results.next();
    expect(asked).toEqual([1, 2, 3, 4]);
    await results.return?.();
    expect(asked).toEqual([1, 2, 3, 4]);
  });

  it('F5 gather has all pages in one tree', async () => {
    const trees = await all(gather(stage('list', page, { next }))([1, 3]));

    expect(trees.map(({ input, fulfilled }) => [input, ...fulfilled.map(({ value }) => value)])).toEqual([
      [1, 1, 2, 3],
      [3, 3],
    ]);
  });

  it('B4 turns 50,000 pages that answer synchronously with constant stack', () => {
    let delivered = 0;

    stage('list', page, { next: (n) => (n < 50_000 ? n + 1 : undefined) })([1]).subscribe(() => delivered++);

    expect(delivered).toBe(50_000);
  });

  it('S2 a root whose later page waits has started: it is not dropped for another one', () => {
    const seen: string[] = [];
    const limit = concurrencyLimit(1);
    const source = new Subject<number>();
    const list = stage('list', page, {
      limit,
      next: () => {
        limit.pauseFor(60_000);
        return 9;
      },
    });
    const running = source
      .pipe(pipeline(list, { maxWaiting: 1, overflow: 'drop-oldest', concurrency: 1 }))
      .subscribe((outcome) => seen.push(`${word(outcome)} ${outcome.path.join('.')}`));

    for (const root of [1, 2, 3]) source.next(root);

    expect(seen).not.toContain('!OverflowError 0');
    expect(seen).toContain('!OverflowError 1');
    running.unsubscribe();
  });

  it('C1 next may unsubscribe: nothing comes after that, and no timer is left', () => {
    jest.useFakeTimers();
    try {
      const events: string[] = [];
      const source = new Subject<number>();
      const list = stage('list', page, {
        timeout: { total: 10 },
        next: () => {
          running.unsubscribe();
          return 2;
        },
      });
      const running = source.pipe(pipeline(list, { onEvent: ({ type }) => events.push(type) })).subscribe();

      source.next(1);

      expect(events).toEqual(['waiting', 'started', 'emitted', 'cancelled']);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('C1 unsubscribing ends the page that is open', () => {
    const signals: AbortSignal[] = [];
    const running = stage(
      'list',
      (n: number, { signal }) => {
        signals.push(signal);
        return n === 2 ? NEVER : of(n);
      },
      { next },
    )([1]).subscribe();

    running.unsubscribe();

    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});
