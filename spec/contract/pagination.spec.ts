import { EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { concurrencyLimit, gather, listStage, OverflowError, pipeline, rateLimit, stage, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { word } from '../support/marbles';

/** After the value 2 of page 1 comes page 2, and so on to page 3. */
const nextPage = (value: unknown): number | undefined => (Number(value) < 3 ? Number(value) + 1 : undefined);
const page = (n: number): Observable<number> => of(n);

describe('pagination', () => {
  it('O2 goes on with the next page when an attempt completes, until there is none', () => {
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ 1: '-a-b|', 2: '--c|', 3: '-|' });
      const list = stage('list', project, { nextPage: (last) => ({ b: 2, c: 3 })[last] });

      expectOutcomes(cold('(1|)').pipe(list)).toBe('        -a-b--c-|');
      expectSubscriptions(project.subscriptions('1')).toBe('^---!');
      expectSubscriptions(project.subscriptions('2')).toBe('----^--!');
      expectSubscriptions(project.subscriptions('3')).toBe('-------^!');
    });
  });

  it('O2 asks with the last value and the input of the page, once for each page, and not after one that emitted nothing', () => {
    const asked: unknown[] = [];
    const list = stage('list', (n: number) => (n === 3 ? EMPTY : of(n, n * 10)), {
      nextPage: (last, input) => {
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

  it.each([null, undefined])('O2 ends where nextPage gives %s; other values that are falsy are cursors', (nothing) => {
    const cursors: unknown[] = [];
    const list = stage('list', (cursor: number | string) => of(cursors.push(cursor)), { nextPage: (count) => [0, '', nothing][count - 1] });

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
      { nextPage },
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
    testStages(({ scripted, expectOutcomes }) => {
      const item = stage('item', scripted({ 1: '--x|', 2: '---y|', 3: '-z|' }));
      const at = (n: number, path: number[]): unknown => expect.objectContaining({ inputs: [n, n], path });

      expectOutcomes(pipeline(stage('list', page, { nextPage }), item)([1])).inFull.toBe('-zxy|', {
        x: at(1, [0, 0]),
        y: at(2, [0, 1]),
        z: at(3, [0, 2]),
      });
    });
  });

  it('F6 is told of as one branch, which waits once and ends once', () => {
    const events: string[] = [];
    const onEvent = branchEvents(({ type, attempt }) => void events.push(`${type} ${String(attempt)}`));

    pipeline(stage('list', page, { nextPage }), { onEvent })([2]).subscribe();

    expect(events).toEqual(['waiting 0', 'started 1', 'emitted 1', 'settled 1', 'paged 1', 'started 1', 'emitted 1', 'settled 1', 'completed 1']);
  });

  it('F6 every event of a page says its input, its number stays that of the branch, and its children name it', () => {
    const events: unknown[] = [];
    const onEvent = branchEvents(
      ({ type, stage: name, branch, parent, input, attempt }) => void events.push([type, name, branch, parent, input, attempt]),
    );
    const list = stage('list', (n: number, { attempt }) => (n === 3 && attempt === 1 ? throwError(() => 'no') : of(n)), {
      nextPage,
      retry: { count: 1, delay: 0 },
    });

    pipeline(
      list,
      stage('item', (n: number) => of(n)),
      { onEvent },
    )([2]).subscribe();

    expect(events).toEqual([
      ['waiting', 'list', 1, undefined, 2, 0],
      ['started', 'list', 1, undefined, 2, 1],
      ['emitted', 'list', 1, undefined, 2, 1],
      ['waiting', 'item', 2, 1, 2, 0],
      ['started', 'item', 2, 1, 2, 1],
      ['emitted', 'item', 2, 1, 2, 1],
      ['settled', 'item', 2, 1, 2, 1],
      ['completed', 'item', 2, 1, 2, 1],
      ['settled', 'list', 1, undefined, 2, 1],
      ['paged', 'list', 1, undefined, 2, 1],
      ['started', 'list', 1, undefined, 3, 1],
      ['settled', 'list', 1, undefined, 3, 1],
      ['retrying', 'list', 1, undefined, 3, 1],
      ['requeued', 'list', 1, undefined, 3, 1],
      ['started', 'list', 1, undefined, 3, 2],
      ['emitted', 'list', 1, undefined, 3, 2],
      ['waiting', 'item', 3, 1, 3, 0],
      ['started', 'item', 3, 1, 3, 1],
      ['emitted', 'item', 3, 1, 3, 1],
      ['settled', 'item', 3, 1, 3, 1],
      ['completed', 'item', 3, 1, 3, 1],
      ['settled', 'list', 1, undefined, 3, 2],
      ['completed', 'list', 1, undefined, 3, 2],
    ]);
  });

  it('C1 a listener may unsubscribe when a page ends: the branch is cancelled, and no other page begins', () => {
    const events: string[] = [];
    const source = new Subject<number>();
    const running = source
      .pipe(
        pipeline(stage('list', page, { nextPage }), {
          onEvent: ({ type }) => {
            events.push(type);
            if (type === 'paged') running.unsubscribe();
          },
        }),
      )
      .subscribe();

    source.next(2);

    expect(events).toEqual(['run-started', 'waiting', 'started', 'emitted', 'settled', 'paged', 'cancelled', 'run-ended']);
  });

  it('B2 each page takes its slot and its limits anew: others that wait have their turn, the oldest first', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts, expectActive, expectWaiting }) => {
      const limit = concurrencyLimit(1);
      const list = stage('list', scripted({ '*': '-(v|)' }), { nextPage: (_, input) => ({ a: 'b', b: 'c', x: 'y', y: 'z' })[input], limit });

      expectStarts(list).toBe('                      abcxyz');
      expectActive(limit).toBe('                     1-----0');
      expectWaiting(limit).toBe('                    1--0');
      expectOutcomes(cold('(ax|)').pipe(list)).toBe('-vvvvv(v|)');
    });
  });

  it('B1 each page is a start for a rate limit', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ 1: '(1|)', 2: '(2|)', 3: '(3|)' });
      const list = stage('list', project, { nextPage, limit: rateLimit({ max: 1, per: 3 }) });

      expectOutcomes(cold('(1|)').pipe(list)).toBe('1--2--(3|)');
    });
  });

  it('C3 each page has its own times', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const quick = scripted({ 1: '---(1|)', 2: '---(2|)', 3: '---(3|)' });
      const slow = scripted({ 1: '---(1|)', 2: '---(2|)', 3: '------(3|)' });
      const list = stage('list', quick, { nextPage, timeout: { attempt: 4, total: 5, queue: 1 } });
      const T = expect.objectContaining({ name: 'StageTimeoutError', kind: 'total', ms: 5 }) as unknown;

      expectOutcomes(cold('(1|)').pipe(list)).toBe('                                               ---1--2--(3|)');
      expectOutcomes(cold('(1|)').pipe(list.with({ project: slow, timeout: { total: 5 } }))).toBe('---1--2----(T|)', { T });
    });
  });

  it('F3 each page has its own retries, and what it says of attempts', () => {
    const seen: unknown[] = [];
    const list = stage('list', (n: number, { attempt }) => (attempt <= n ? throwError(() => 'no') : of(n)), {
      nextPage,
      retry: { count: 3, delay: 0 },
    });

    list([1]).subscribe(({ attempts }) => seen.push(attempts));

    expect(seen).toEqual([2, 3, 4]);
  });

  it('F1 a page that fails for good ends its branch, with what came before already delivered', () => {
    const seen: Outcome[] = [];
    const list = stage('list', (n: number) => (n === 2 ? throwError(() => 'no') : of(n)), { nextPage, retry: { count: 1, delay: 0 } });

    list([1, 3]).subscribe((outcome) => seen.push(outcome));

    expect(seen).toMatchObject([
      { value: 1, inputs: [1] },
      { status: 'rejected', reason: 'no', inputs: [2], path: [0], attempts: 2 },
      { value: 3, path: [1] },
    ]);
  });

  it('F1 so does a throw in nextPage', () => {
    const reason = new Error('nextPage');
    const seen: Outcome[] = [];
    const list = stage('list', page, {
      nextPage: () => {
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
      { nextPage, key: String, cache },
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
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ 1: '----(1|)', 2: '----(2|)', 3: '----(3|)' });
      const list = stage('list', project, { nextPage, key: String });

      // The first one comes to page 2 at 4, when the other one is in the middle of it; then they go on together.
      expectOutcomes(cold('1-2|').pipe(list)).toBe('----1-(22)(33|)');
      expectSubscriptions(project.subscriptions()).toBe(['^---!', '--^---!', '------^---!']);
    });
  });

  it('F3 with atomic: a page is delivered when it is complete, and turned then', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ 1: '-1-|', 2: ['-2#', '-2-|'], 3: '-3-|' });
      const list = stage('list', project, { nextPage, atomic: true, retry: { count: 1, delay: 0 } });

      expectOutcomes(cold('(1|)').pipe(list)).toBe('---1----2--(3|)');
    });
  });

  it('B3 with listStage: the next page is asked for when the elements are handed out', () => {
    testStages(({ scripted, expectOutcomes, expectStarts }) => {
      const list = listStage('list', (n: number) => of([n, n, n]), { nextPage });
      const item = stage('item', scripted({ '*': '--|' }), { concurrency: 1 });

      // The last element waits before its stage from 2 to 4, where one may wait.
      expectStarts(list).toBe('                                             a---b-----c', { a: 1, b: 2, c: 3 });
      expectStarts(item).toBe('                                             a-a-a-b-b-b-c-c-c', { a: 1, b: 2, c: 3 });
      expectOutcomes(pipeline(list, item, { highWaterMark: 1 })([1])).toBe('18ms |');
    });
  });

  it('O2 with recurse: what every page gives is fed back, before the page is turned', () => {
    const seen: string[] = [];
    const crawl = stage('crawl', (n: number) => of(n), {
      nextPage: (last) => (last === 1 ? 2 : undefined),
      recurse: (n) => (n < 10 ? [n * 10] : []),
      concurrency: 1,
    });

    crawl([1]).subscribe(({ inputs, path }) => seen.push(`${inputs.join('>')} ${path.join('.')}`));

    expect(seen.sort()).toEqual(['1 0', '1>10 0.0', '2 0', '2>20 0.1']);
  });

  it('O4 in source order pages come one after another, before the next root', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const list = stage('list', scripted({ 1: '--(1|)', 2: '--(2|)', 3: '--(3|)', 8: '(8|)' }), { nextPage });

      expectOutcomes(cold('(18|)').pipe(pipeline(list, { order: 'source' }))).toBe('--1-2-(38|)');
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
      { nextPage: (last) => last + 1 },
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
    const trees = await all(gather(stage('list', page, { nextPage }))([1, 3]));

    expect(trees.map(({ input, fulfilled }) => [input, ...fulfilled.map(({ value }) => value)])).toEqual([
      [1, 1, 2, 3],
      [3, 3],
    ]);
  });

  it('B4 turns 50,000 pages that answer synchronously with constant stack', () => {
    let delivered = 0;

    stage('list', page, { nextPage: (n) => (n < 50_000 ? n + 1 : undefined) })([1]).subscribe(() => delivered++);

    expect(delivered).toBe(50_000);
  });

  it('S2 a root whose later page waits has started: it is not dropped for another one', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const limit = concurrencyLimit(1);
      const list = stage('list', scripted({ '*': '(v|)' }), {
        limit,
        nextPage: () => {
          limit.pauseFor(60_000);
          return 'later';
        },
      });
      const dropped = (root: number): unknown => expect.objectContaining({ reason: expect.any(OverflowError) as unknown, path: [root] });

      const outcomes = cold('abc').pipe(pipeline(list, { maxWaiting: 1, overflow: 'drop-oldest', concurrency: 1 }));
      expectOutcomes(outcomes, '-----!').inFull.toBe('vXY', { v: expect.objectContaining({ path: [0] }), X: dropped(1), Y: dropped(2) });
    });
  });

  it('C1 nextPage may unsubscribe: nothing comes after that, and no timer is left', () => {
    jest.useFakeTimers();
    try {
      const events: string[] = [];
      const source = new Subject<number>();
      const list = stage('list', page, {
        timeout: { total: 10 },
        nextPage: () => {
          running.unsubscribe();
          return 2;
        },
      });
      const running = source.pipe(pipeline(list, { onEvent: ({ type }) => events.push(type) })).subscribe();

      source.next(1);

      expect(events).toEqual(['run-started', 'waiting', 'started', 'emitted', 'settled', 'cancelled', 'run-ended']);
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
      { nextPage },
    )([1]).subscribe();

    running.unsubscribe();

    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});
