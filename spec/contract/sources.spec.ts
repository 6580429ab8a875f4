import {
  asyncScheduler,
  concat,
  firstValueFrom,
  from,
  NEVER,
  observable,
  of,
  Subject,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { adaptiveLimit, concurrencyLimit, listStage, OverflowError, pipeline, rateLimit, stage, type Limit, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { marbles, word } from '../support/marbles';

describe('sources', () => {
  describe('S1 every subscription is a run of its own', () => {
    it('S1 counts its bounds within one run', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const outcomes = cold('(ab|)').pipe(stage('fetch', scripted({ a: '--(a|)', b: '--(b|)' }), { concurrency: 1 }));

        expectOutcomes(outcomes).toBe('--a-(b|)');
        expectOutcomes(outcomes).toBe('--a-(b|)');
      });
    });

    it('S1 numbers its runs, in every event', () => {
      const runs: number[] = [];
      const fetch = pipeline(
        stage('fetch', (id: string) => [id]),
        { onEvent: ({ run }) => runs.push(run) },
      );
      const results = fetch(['a']);

      results.subscribe();
      results.subscribe();

      const [first = NaN] = runs;
      expect(runs).toEqual([first, first + 1].flatMap((run) => Array.from({ length: 8 }, () => run)));
    });

    it('S1 iterates the same result any number of times, at once', async () => {
      const results = stage('fetch', async (id: string) => Promise.resolve(id))(['a', 'b']);

      const [subscribed, first, second] = await Promise.all([all(results), collect(results), collect(results)]);

      expect(first).toEqual(subscribed);
      expect(second).toEqual(subscribed);
    });
  });

  describe('every ObservableInput is a source', () => {
    it.each<[string, () => ObservableInput<string> & object]>([
      ['an Observable', () => of('a', 'b')],
      ['an array', () => ['a', 'b']],
      ['a Set', () => new Set(['a', 'b'])],
      ['an array-like', () => ({ length: 2, 0: 'a', 1: 'b' })],
      ['an iterable with a length', () => ({ length: 2, [Symbol.iterator]: () => ['a', 'b'].values() })],
      [
        'a generator',
        function* () {
          yield* ['a', 'b'];
        },
      ],
      [
        'an async generator',
        async function* () {
          yield* ['a', await Promise.resolve('b')];
        },
      ],
      [
        'a stream',
        () =>
          new ReadableStream<string>({
            start: (controller) => {
              controller.enqueue('a');
              controller.enqueue('b');
              controller.close();
            },
          }),
      ],
      ['a stream that is not async-iterable', () => ({ getReader: () => reader(['a', 'b']) }) as ReadableStream<string>],
      ['an interop Observable', () => ({ [observable]: () => of('a', 'b') }) as unknown as Observable<string>],
    ])('S1 takes %s, as a source and from a project', async (_, make) => {
      const same = stage('same', (id: string) => [id]);

      expect((await all(same(make()))).map(word)).toEqual(['a', 'b']);
      expect((await all(stage('made', () => make())(['r']))).map(word)).toEqual(['a', 'b']);
    });

    it('S1 takes a promise', async () => {
      expect((await all(stage('same', (id: string) => Promise.resolve(id))(Promise.resolve('a')))).map(word)).toEqual(['a']);
    });
  });

  describe('S2 a source that pushes faster than its items can start', () => {
    it('S2 waits without bound by default', () => {
      testStages(({ cold, scripted, expectOutcomes, expectWaiting }) => {
        const fetch = stage('fetch', scripted({ a: '-a|', b: '-b|', c: '-c|', d: '-d|' }), { concurrency: 1 });

        expectWaiting(fetch).toBe('                       3-2-1-0');
        expectOutcomes(cold('(abcd|)').pipe(fetch)).toBe('-a-b-c-d|');
      });
    });

    it("S2 overflow 'error', the default, unsubscribes from the source, finishes what was created and fails", () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const source = cold('abcd-e|');
        const expected = '   -----a----(b#)';
        const error = expect.objectContaining({ name: 'OverflowError', maxWaiting: 1 }) as unknown;
        const fetch = stage('fetch', scripted({ a: '-----(a|)', b: '-----(b|)' }), { concurrency: 1 });

        expectOutcomes(source.pipe(pipeline(fetch, { maxWaiting: 1 }))).toBe(expected, {}, {}, error);
        expectSubscriptions(source.subscriptions).toBe('^-!');
      });
    });

    it("S2 overflow 'drop-newest' delivers the root that comes as a rejection", () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const source = cold('abcd|');
        const expected = '   --XXa---(b|)';
        const fetch = stage('fetch', scripted({ a: '----(a|)', b: '----(b|)' }), { concurrency: 1 });

        expectOutcomes(source.pipe(pipeline(fetch, { maxWaiting: 1, overflow: 'drop-newest' }))).toBe(expected, { X: expect.any(OverflowError) });
      });
    });

    it("S2 overflow 'drop-oldest' delivers the root that has waited longest as a rejection", () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const source = cold('abcd|');
        const expected = '   --XXa---(d|)';
        const fetch = stage('fetch', scripted({ a: '----(a|)', d: '----(d|)' }), { concurrency: 1 });

        expectOutcomes(source.pipe(pipeline(fetch, { maxWaiting: 1, overflow: 'drop-oldest' }))).toBe(expected, { X: expect.any(OverflowError) });
      });
    });

    it('S2 drops a root that follows another one as any that has not started', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const source = cold('ab|');
        const expected = '   -X--(a|)';
        const fetch = stage('fetch', scripted({ a: '----(a|)' }), { key: () => 'one' });

        expectOutcomes(source.pipe(pipeline(fetch, { concurrency: 1, maxWaiting: 0, overflow: 'drop-oldest' }))).toBe(expected, {
          X: expect.any(OverflowError),
        });
      });
    });

    it("S2 overflow 'drop-oldest' drops no branch that a value has made, although it waits", () => {
      const source = new Subject<string>();
      const dropped: Outcome['inputs'][] = [];
      const one = stage('one', () => concat(of('x', 'y'), NEVER), { concurrency: 1 });
      const two = stage('two', () => NEVER, { concurrency: 1 });
      source.pipe(pipeline(one, two, { maxWaiting: 1, overflow: 'drop-oldest' })).subscribe(({ inputs }) => dropped.push(inputs));

      for (const root of ['a', 'b', 'c']) source.next(root);

      expect(dropped).toEqual([['b']]);
    });

    it("S2 overflow 'drop-oldest' drops no root that sleeps before a retry", () => {
      const source = new Subject<string>();
      const dropped: Outcome['inputs'][] = [];
      const project = (id: string) => (id === 'a' ? throwError(() => 'no') : NEVER);
      const fetch = stage('fetch', project, { concurrency: 1, retry: { count: 1, delay: Infinity } });
      source.pipe(pipeline(fetch, { maxWaiting: 1, overflow: 'drop-oldest' })).subscribe(({ inputs }) => dropped.push(inputs));

      for (const root of ['a', 'b', 'c']) source.next(root);

      expect(dropped).toEqual([['c']]);
    });

    it('S2 B5 a root waits although slots are free, while as many outcomes wait for a `for await` as may', async () => {
      const source = new Subject<string>();
      const same = pipeline(
        stage('same', (id: string) => [id]),
        { highWaterMark: 1, maxWaiting: 1 },
      );
      const outcomes = same(source)[Symbol.asyncIterator]();
      const first = outcomes.next();

      for (const root of ['a', 'b', 'c', 'd']) source.next(root);

      for (const next of [first, outcomes.next(), outcomes.next()]) expect(await next).toMatchObject({ done: false });
      await expect(outcomes.next()).rejects.toThrow(OverflowError);
    });

    it('S2 says which root was dropped, at which stage, never started', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = pipeline(stage('fetch', scripted({ a: '--|' }), { concurrency: 1 }), { maxWaiting: 0, overflow: 'drop-oldest' });
        const B = { status: 'rejected', reason: new OverflowError(0), stage: 'fetch', inputs: ['b'], path: [1], attempts: 0 };

        expectOutcomes(cold('(ab|)').pipe(fetch)).inFull.toBe('B-|', { B });
      });
    });

    it('S2 does not hold for a source that is pulled: the root it was asked for has a place, even if children have taken the slot meanwhile', async () => {
      const asked = new Subject<void>();
      const children = new Subject<string>();
      const roots = (async function* () {
        yield 'a';
        await firstValueFrom(asked);
        yield 'b';
      })();
      const both = pipeline(
        listStage('one', (id: string) => Promise.resolve([`${id}1`, `${id}2`])),
        stage('two', (id) => (id.startsWith('a') ? children : [id])),
        { concurrency: 2, maxWaiting: 0 },
      );
      const outcomes = all(both(roots));
      await new Promise(setImmediate);

      asked.next();
      await new Promise(setImmediate);
      children.complete();

      expect((await outcomes).map(word)).toEqual(['b1', 'b2']);
    });

    it.each<[string, () => Limit, number]>([
      ['a concurrency limit of 2', () => concurrencyLimit(2), 4],
      ['an adaptive limit of 2', () => adaptiveLimit({ min: 2, max: 2 }), 4],
      ['a rate limit of 3', () => rateLimit({ max: 3, per: 1_000 }), 5],
      ['a concurrency limit without bound', () => concurrencyLimit(Infinity), 10],
    ])('S2 lets in only as many as %s and maxWaiting have places for, also from within a delivery', (_, limit, places) => {
      const source = new Subject<number>();
      const fetch = stage('fetch', (n: number) => (n === 0 ? of(n) : NEVER), { limit: limit() });
      const rejected: unknown[] = [];
      const running = source.pipe(pipeline(fetch, { maxWaiting: 3, overflow: 'drop-newest' })).subscribe((outcome) => {
        if (outcome.status === 'rejected') rejected.push(outcome.inputs[0]);
        else for (let n = 1; n <= 10; n++) source.next(n);
      });

      source.next(0);

      expect(rejected).toHaveLength(10 - places);
      running.unsubscribe();
    });

    it('S2 lets a root in when it can start at once, even with maxWaiting 0', () => {
      testStages(({ cold, expectOutcomes }) => {
        const same = stage('same', (id: string) => [id]);

        expectOutcomes(cold('(abc|)').pipe(pipeline(same, { maxWaiting: 0 }))).toBe('(abc|)');
      });
    });
  });
});

describe('time', () => {
  it('T1 gives synchronous outcomes for synchronous inners, in all stages', () => {
    const seen: string[] = [];
    const three = pipeline(
      stage('one', (id: string) => [id]),
      stage('two', (id) => of(id)),
      stage(
        'three',
        (id) =>
          ({
            then: (resolve: (value: string) => void) => {
              resolve(id);
            },
          }) as PromiseLike<string>,
      ),
    );

    from(['a', 'b'])
      .pipe(three)
      .subscribe({ next: (outcome) => seen.push(word(outcome)), complete: () => seen.push('|') });

    expect(seen).toEqual(['a', 'b', '|']);
  });

  it('T1 takes the time of events from the scheduler, which under a TestScheduler is virtual', () => {
    marbles(({ cold, flush }) => {
      const times: string[] = [];
      const onEvent = branchEvents(({ type, time }) => void times.push(`${type} ${String(time)}`));
      cold('--a|')
        .pipe(
          pipeline(
            stage('fetch', () => cold('---x-|')),
            { onEvent },
          ),
        )
        .subscribe();

      flush();

      expect(times).toEqual(['waiting 2', 'started 2', 'emitted 5', 'settled 7', 'completed 7']);
    });
  });

  it('T1 takes the time of events from the scheduler that it is given', () => {
    const times: number[] = [];
    const scheduler = { now: () => 42, schedule: asyncScheduler.schedule.bind(asyncScheduler) };

    of('a')
      .pipe(
        pipeline(
          stage('fetch', (id: string) => [id]),
          { scheduler, onEvent: ({ time }) => times.push(time) },
        ),
      )
      .subscribe();

    expect(times).toEqual([42, 42, 42, 42, 42, 42, 42, 42]);
  });
});

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const result of results) seen.push(result);
  return seen;
}

/** A reader as a stream gives it. */
function reader(values: string[]): { read(): Promise<{ done: boolean; value: string | undefined }>; cancel(): Promise<void> } {
  const iterator = values.values();
  return {
    read: () => {
      const { done = false, value } = iterator.next();
      return Promise.resolve({ done, value });
    },
    cancel: () => Promise.resolve(),
  };
}
