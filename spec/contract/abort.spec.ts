import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { config, EMPTY, lastValueFrom, NEVER, Observable, of, Subject, take, takeUntil, tap, throwError } from 'rxjs';
import { concurrencyLimit, gather, pipeline, stage, type Pipeline, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { iterate } from '../support/consume';

const reason = new Error('aborted');
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** Subscribes, and writes down what comes. */
function record(results: Observable<unknown>, show: (result: never) => unknown = ({ value }: { value: unknown }) => value): unknown[] {
  const seen: unknown[] = [];
  results.subscribe({
    next: (result) => seen.push(show(result as never)),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('|'),
  });
  return seen;
}

describe('C5 a signal ends a run from outside', () => {
  it('C5 cancels all that works or waits, gives limits back, and errors with the reason', () => {
    const { signal, abort } = controlled();
    const limit = concurrencyLimit(1);
    const events: string[] = [];
    const signals: AbortSignal[] = [];
    const source = new Subject<number>();
    const work = stage(
      'work',
      (_: number, context) => {
        signals.push(context.signal);
        return NEVER;
      },
      { limit },
    );
    const seen = record(source.pipe(pipeline(work, { signal, onEvent: branchEvents(({ type, path }) => events.push(`${type} ${path.join()}`)) })));
    source.next(1);
    source.next(2);
    const other: string[] = [];
    pipeline(work, { onEvent: branchEvents(({ type }) => other.push(type)) })([9]).subscribe();
    expect(other).toEqual([]);

    abort(reason);

    expect(seen).toEqual([reason]);
    expect(events).toEqual(['waiting 0', 'started 0', 'waiting 1', 'cancelled 0', 'cancelled 1']);
    expect(signals[0]?.aborted).toBe(true);
    expect(source.observed).toBe(false);
    expect(other).toEqual(['waiting', 'started']);
    expect(listenersOf(signal)).toBe(0);
  });

  it('C5 frame by frame', () => {
    testStages(({ cold, hot, scripted, expectOutcomes, expectSubscriptions }) => {
      const { signal, abort } = controlled();
      const project = scripted({ a: '--x|', b: '---y|' });
      hot('---s').subscribe(() => {
        abort('stop');
      });
      const source = cold('ab--c');

      expectOutcomes(source.pipe(pipeline(stage('work', project), { signal }))).toBe('--x#', {}, {}, 'stop');
      expectSubscriptions(project.subscriptions()).toBe(['^--!', '-^-!']);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it.each([undefined, null, 0, '', new DOMException('late', 'TimeoutError')])('C5 the reason %p arrives untouched', (given) => {
    const { signal, abort } = controlled();
    const seen = record(
      pipeline(
        stage('work', () => NEVER),
        { signal },
      )([1]),
    );

    abort(given);

    expect(seen).toEqual([given === undefined ? signal.reason : given]);
    expect(seen[0]).toBe(signal.reason);
  });

  it('C5 a signal that is aborted already lets nothing begin: the source is not subscribed, nothing is pulled', async () => {
    const begun: string[] = [];
    const source = new Observable<number>(() => {
      begun.push('subscribed');
    });
    const pulled = {
      *[Symbol.iterator]() {
        begun.push('pulled');
        yield 1;
      },
    };
    const work = pipeline(
      stage('work', (n: number) => of(n)),
      {
        signal: AbortSignal.abort(reason),
        onEvent: ({ type }) => begun.push(type),
      },
    );

    expect(record(source.pipe(work))).toEqual([reason]);
    expect(record(work(pulled))).toEqual([reason]);
    expect(record(gather(work)(pulled))).toEqual([reason]);
    await expect(first(work(pulled))).rejects.toBe(reason);
    await expect(first(gather(work)(source))).rejects.toBe(reason);
    expect(begun).toEqual([]);
  });

  it('C5 a signal that aborts between a call and its subscription lets nothing begin', () => {
    const { signal, abort } = controlled();
    const results = pipeline(
      stage('work', (n: number) => of(n)),
      { signal },
    )([1]);
    abort(reason);

    expect(record(results)).toEqual([reason]);
  });

  describe('C5 a `for await` rejects', () => {
    it('C5 while it waits for a result', async () => {
      const { signal, abort } = controlled();
      const results = pipeline(
        stage('work', () => NEVER),
        { signal },
      )([1])[Symbol.asyncIterator]();
      const pending = [results.next(), results.next()];

      abort(reason);

      await expect(pending[0]).rejects.toBe(reason);
      await expect(pending[1]).resolves.toEqual({ done: true, value: undefined });
      expect(listenersOf(signal)).toBe(0);
    });

    it('C5 while it does something else: it does not get what it has not asked for', async () => {
      const { signal, abort } = controlled();
      const results = pipeline(
        stage('work', (n: number) => (n < 4 ? of(n) : NEVER)),
        { signal },
      )([1, 2, 3, 4])[Symbol.asyncIterator]();
      expect(await results.next()).toMatchObject({ value: { value: 1 } });

      abort(reason);

      await expect(results.next()).rejects.toBe(reason);
      expect(await results.next()).toEqual({ done: true, value: undefined });
    });

    it('C5 also when the run has ended and results are left', async () => {
      const { signal, abort } = controlled();
      const results = pipeline(
        stage('work', (n: number) => of(n)),
        { signal },
      )([1, 2, 3])[Symbol.asyncIterator]();
      expect(await results.next()).toMatchObject({ value: { value: 1 } });
      expect(listenersOf(signal)).toBe(0);

      abort(reason);

      await expect(results.next()).rejects.toBe(reason);
      expect(await results.next()).toEqual({ done: true, value: undefined });
    });

    it('C5 but not when all results were taken, or it was left', async () => {
      const { signal, abort } = controlled();
      const work = pipeline(
        stage('work', (n: number) => of(n)),
        { signal },
      );
      const [taken, left] = [work([1])[Symbol.asyncIterator](), work([1, 2])[Symbol.asyncIterator]()];
      await taken.next();
      await left.next();
      await left.return?.();

      abort(reason);

      expect(await taken.next()).toEqual({ done: true, value: undefined });
      expect(await left.next()).toEqual({ done: true, value: undefined });
    });

    it('C5 in the loop itself', async () => {
      const { signal, abort } = controlled();
      const seen: unknown[] = [];
      const loop = async (): Promise<void> => {
        for await (const outcome of pipeline(
          stage('work', (n: number) => Promise.resolve(n)),
          { signal },
        )([1, 2, 3])) {
          seen.push(outcome.status);
          abort(reason);
        }
      };

      await expect(loop()).rejects.toBe(reason);
      expect(seen).toEqual(['fulfilled']);
    });
  });

  describe('C5 from within', () => {
    const answer = (n: number): Observable<number> => of(n);
    const within: readonly [string, (second: (n: number) => void) => Pipeline<number, Outcome>][] = [
      ['a project', (second) => pipeline(stage('work', (n: number) => (second(n), of(n))))],
      ['an inner stream', (second) => pipeline(stage('work', (n: number) => of(n).pipe(tap(second))))],
      ['a key', (second) => pipeline(stage('work', answer, { key: (n) => (second(n), String(n)) }))],
      [
        'an event',
        (second) => {
          const onEvent = branchEvents(({ type, path }) => {
            if (type === 'started') second((path[0] ?? 0) + 1);
          });
          return pipeline(stage('work', answer), { onEvent });
        },
      ],
    ];

    it.each(within)('C5 %s may abort: nothing is delivered after that but the error', (_, make) => {
      const { signal, abort } = controlled();
      const work = make((n) => {
        if (n === 2) abort(reason);
      });

      expect(record(work.with({ signal })([1, 2, 3]))).toEqual([1, reason]);
      expect(listenersOf(signal)).toBe(0);
    });

    it('C5 the consumer may abort', () => {
      const { signal, abort } = controlled();
      const seen: unknown[] = [];
      pipeline(
        stage('work', (n: number) => of(n)),
        { signal },
      )([1, 2, 3]).subscribe({
        next: ({ inputs }) => {
          seen.push(...inputs);
          if (inputs[0] === 2) abort(reason);
          seen.push('back');
        },
        error: (error: unknown) => seen.push(error),
      });

      expect(seen).toEqual([1, 'back', 2, reason, 'back']);
    });
  });

  describe('C5 a teardown that throws', () => {
    afterEach(() => {
      config.onUnhandledError = null;
    });

    it.each<[string, (work: Pipeline<number, Outcome>) => Promise<unknown>]>([
      ['subscribed', (work) => lastValueFrom(work([1, 2]))],
      ['iterated', (work) => first(work([1, 2]))],
      ['gathered', (work) => lastValueFrom(gather(work)([1, 2]))],
    ])('C5 prevents nothing: %s', async (_, run) => {
      const unhandled = new Promise((resolve) => {
        config.onUnhandledError = resolve;
      });
      const { signal, abort } = controlled();
      const torn: number[] = [];
      const project = (n: number): Observable<number> =>
        new Observable(() => () => {
          torn.push(n);
          if (n === 1) throw new Error('teardown');
        });
      const result = run(pipeline(stage('work', project), { signal }));

      abort(reason);

      await expect(result).rejects.toBe(reason);
      expect(torn).toEqual([1, 2]);
      expect(listenersOf(signal)).toBe(0);
      expect(String(await unhandled)).toContain('teardown');
    });
  });

  it('C5 the error comes in the async context of the subscription, whoever aborts', async () => {
    const store = new AsyncLocalStorage<string>();
    const { signal, abort } = controlled();
    const work = pipeline(
      stage('work', () => NEVER),
      { signal },
    );
    const seen: unknown[] = [];
    store.run('subscriber', () => work([1]).subscribe({ error: () => seen.push(store.getStore()) }));
    const loop = store.run('loop', async () => {
      await first(work([1])).catch(() => seen.push(store.getStore()));
    });

    store.run('aborter', () => {
      abort(reason);
    });
    await loop;

    expect(seen).toEqual(['subscriber', 'loop']);
  });

  it('C5 once a run is over, its signal does nothing to it', () => {
    const { signal, abort } = controlled();
    const seen = record(
      pipeline(
        stage('work', (n: number) => of(n)),
        { signal },
      )([1]),
    );

    abort(reason);

    expect(seen).toEqual([1, '|']);
  });

  it('C5 runs that share a signal end together, and one that ends leaves the others', () => {
    const { signal, abort } = controlled();
    const work = pipeline(
      stage('work', () => NEVER),
      { signal },
    );
    const left = work([1]).subscribe();
    const [one, other] = [record(work([1])), record(gather(work)([1]))];
    left.unsubscribe();
    expect(listenersOf(signal)).toBe(2);

    abort(reason);

    expect([one, other]).toEqual([[reason], [reason]]);
  });

  it('C5 the signal of a gathered pipeline ends it', () => {
    const { signal, abort } = controlled();
    const seen = record(
      gather(
        pipeline(
          stage('work', (n: number) => (n === 1 ? of(n) : NEVER)),
          { signal },
        ),
      )([1, 2]),
      ({ input }) => input,
    );

    abort(reason);

    expect(seen).toEqual([1, reason]);
  });

  describe('C5 a signal that lives longer keeps nothing of its runs', () => {
    const boom = new Error('boom');
    const ignored = { error: () => undefined };
    const ways: readonly [string, (work: Pipeline<number, Outcome>) => unknown][] = [
      ['complete', (work) => work([1]).subscribe()],
      [
        'fail',
        (work) =>
          throwError(() => boom)
            .pipe(work)
            .subscribe(ignored),
      ],
      ['are unsubscribed', (work) => NEVER.pipe(work, takeUntil(of(0))).subscribe()],
      ['are unsubscribed later', (work) => of(1).pipe(work, take(1)).subscribe()],
      [
        'overflow',
        (work) =>
          of(1, 2, 3)
            .pipe(work.with({ maxWaiting: 0 }))
            .subscribe(ignored),
      ],
      ['are gathered', (work) => gather(work)([1, 2]).subscribe()],
      ['are empty', (work) => EMPTY.pipe(work).subscribe()],
      ['are iterated', (work) => iterate(work([1, 2]), () => undefined)],
      ['are left', (work) => first(work([1, 2, 3]))],
      ['are returned before they begin', (work) => work([1])[Symbol.asyncIterator]().return?.()],
      ['never begin', (work) => work([1])[Symbol.asyncIterator]()],
    ];

    it.each(ways)('C5 10,000 runs that %s', async (_, run) => {
      const { signal } = controlled();
      const work = pipeline(
        stage('work', (n: number) => of(n)),
        { signal },
      );

      for (let count = 0; count < 10_000; count++) await run(work);

      expect(listenersOf(signal)).toBe(0);
    });

    it('C5 nor of one whose teardown throws when it is unsubscribed', () => {
      const { signal } = controlled();
      const work = pipeline(
        stage('work', () => {
          return new Observable(() => () => {
            throw boom;
          });
        }),
        { signal },
      );
      const running = work([1]).subscribe();

      expect(() => {
        running.unsubscribe();
      }).toThrow('boom');
      expect(listenersOf(signal)).toBe(0);
    });
  });
});

function controlled(): { readonly signal: AbortSignal; readonly abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: (given) => {
      controller.abort(given);
    },
  };
}

/** The first result of an iteration that is then left. */
async function first<T>(results: AsyncIterable<T>): Promise<T | undefined> {
  for await (const result of results) return result;
  return undefined;
}
