import { map, Subject, take, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import { batchStage, concurrencyLimit, fork, join, listStage, pipeline, rateLimit, stage, when, type PipelineEvent } from 'rxjs-stages';
import { simulate, timeline, type Timeline } from 'rxjs-stages/observe';
import { virtualRun, type Virtual } from './virtual-run';

const numbers = (length: number): number[] => Array.from({ length }, (_, n) => n);

function makespan({ start, end }: Timeline): number {
  return end - start;
}

/** Compares what is simulated with what really happens, from one number of slots to another. */
function expectSame(run: (virtual: Virtual, slots: number) => Observable<unknown>, name: string, from: number, to: number): void {
  const recorded = virtualRun((virtual) => run(virtual, from));
  const real = virtualRun((virtual) => run(virtual, to));

  expect(makespan(simulate(recorded))).toBe(makespan(recorded));
  expect(makespan(simulate(recorded, { stages: { [name]: to } }))).toBe(makespan(real));
}

describe('simulate', () => {
  it.each([
    [1, 3],
    [3, 1],
    [2, 4],
  ])('knows forks, and values that a `when` lets through: %i slots, then %i', (from, to) => {
    expectSame(
      ({ scheduler, onEvent }, slots) => {
        const user = stage('user', (n: number) => timer(2 + (n % 3), scheduler).pipe(map(() => n)), { concurrency: slots });
        const posts = listStage('posts', (n: number) => timer(3, scheduler).pipe(map(() => [n, n + 1])), { concurrency: 2 });
        const comments = stage('comments', (n: number) => timer(1 + (n % 4), scheduler).pipe(map(() => n)), { concurrency: 2 });
        const albums = stage('albums', (n: number) => timer(5, scheduler).pipe(map(() => n)), { concurrency: 2 });
        const segments = fork(
          pipeline(posts, comments),
          when((n: number) => n % 2 === 0, albums),
        );
        return pipeline(user, segments, { concurrency: 5, scheduler, onEvent })(numbers(9));
      },
      'user',
      from,
      to,
    );
  });

  it.each([
    [1, 3],
    [3, 1],
  ])('knows joins: %i slots, then %i', (from, to) => {
    expectSame(
      ({ scheduler, onEvent }, slots) => {
        const part = listStage('part', (n: number) => timer(2 + (n % 3), scheduler).pipe(map(() => [n, n + 1])), { concurrency: 2 });
        const price = stage('price', (n: number) => timer(1 + (n % 2), scheduler).pipe(map(() => n)), { concurrency: slots });
        const sum = stage('sum', () => timer(4, scheduler), { concurrency: 1 });
        return pipeline(join('order', pipeline(part, price)), sum, { scheduler, onEvent })(numbers(6));
      },
      'price',
      from,
      to,
    );
  });

  it.each([
    [1, 3],
    [3, 2],
  ])('knows crawls and pages: %i slots, then %i', (from, to) => {
    expectSame(
      ({ scheduler, onEvent }, slots) => {
        const crawl = stage('crawl', (n: number) => timer(1 + (n % 3), scheduler).pipe(map(() => n)), {
          concurrency: slots,
          recurse: (n) => (n < 12 ? [2 * n + 1, 2 * n + 2] : []),
        });
        const page = stage('page', (n: number) => timer(1 + (n % 2), scheduler).pipe(map(() => n)), {
          concurrency: 2,
          nextPage: (_, n) => (n < 40 ? n + 20 : undefined),
        });
        return pipeline(crawl, page, { scheduler, onEvent })([0]);
      },
      'crawl',
      from,
      to,
    );
  });

  it('knows branches that another one serves', () => {
    expectSame(
      ({ scheduler, onEvent }, slots) => {
        const user = stage('user', (n: number) => timer(2 + n, scheduler).pipe(map(() => n)), { concurrency: slots, key: (n) => String(n % 3) });
        const next = stage('next', (n: number) => timer(n, scheduler), { concurrency: 1 });
        return pipeline(user, next, { scheduler, onEvent })(new Set(numbers(6)));
      },
      'user',
      2,
      3,
    );
  });

  it('knows batches', () => {
    expectSame(
      ({ scheduler, onEvent }, slots) => {
        const first = stage('first', (n: number) => timer(1 + (n % 3), scheduler).pipe(map(() => n)), { concurrency: 3 });
        const sizes = batchStage('sizes', (ids: readonly number[]) => timer(6, scheduler).pipe(map(() => ids)), { max: 3, concurrency: slots });
        return pipeline(first, sizes, { scheduler, onEvent })(numbers(12));
      },
      'sizes',
      1,
      2,
    );
  });

  it.each([
    ['concurrency', (scheduler: VirtualTimeScheduler) => concurrencyLimit(2, { scheduler })],
    ['rate', (scheduler: VirtualTimeScheduler) => rateLimit({ max: 1, per: 3, scheduler })],
  ])('takes it that a limit (of %s) lets nothing start earlier than it did', (_, limitOf) => {
    const recorded = virtualRun(({ scheduler, onEvent }) => {
      const user = stage('user', (n: number) => timer(2 + n, scheduler), { concurrency: 8, limit: limitOf(scheduler) });
      return pipeline(user, { scheduler, onEvent })(numbers(10));
    });

    expect(makespan(simulate(recorded))).toBe(makespan(recorded));
    expect(makespan(simulate(recorded, { stages: { user: 100 } }))).toBe(makespan(recorded));
    expect(makespan(simulate(recorded, { stages: { user: 1 } }))).toBeGreaterThan(makespan(recorded));
  });

  it('knows a source that is slow: more slots do not help', () => {
    const recorded = virtualRun(({ scheduler, onEvent }) => {
      const user = stage('user', () => timer(4, scheduler), { concurrency: 2 });
      return timer(0, 10, scheduler).pipe(take(5), pipeline(user, { scheduler, onEvent }));
    });

    expect(makespan(recorded)).toBe(44);
    expect(makespan(simulate(recorded, { stages: { user: 9 } }))).toBe(44);
    expect(makespan(simulate(recorded, { stages: { user: 1 } }))).toBe(44);
  });

  it('knows a source that is pulled, which has its next root when it is asked', () => {
    function* roots(): Generator<number> {
      yield* numbers(8);
    }
    const run = (slots: number): Timeline =>
      virtualRun(({ scheduler, onEvent }) => {
        const user = stage('user', (n: number) => timer(4 + n, scheduler), { concurrency: slots });
        return pipeline(user, { scheduler, onEvent })(roots());
      });

    expect(makespan(simulate(run(2), { stages: { user: 4 } }))).toBe(makespan(run(4)));
  });

  it('is a timeline like others: of other spans', () => {
    const recorded = virtualRun(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', (n: number) => timer(n, scheduler), { concurrency: 1 }),
        { scheduler, onEvent },
      )([3, 4]),
    );
    const simulated = simulate(recorded, { stages: { user: 2 }, concurrency: 7, highWaterMark: 3 });

    expect(simulated).toMatchObject({ concurrency: 7, highWaterMark: 3, stages: [{ name: 'user', concurrency: 2 }] });
    expect(
      simulated.branches.map(({ branch, spans }) => [branch, spans.map(({ kind, start, end }) => `${kind} ${String(start)}-${String(end)}`)]),
    ).toEqual([
      [1, ['waiting 0-0', 'attempt 0-3']],
      [2, ['waiting 0-0', 'attempt 0-4']],
    ]);
    expect(recorded.end).toBe(7);
  });

  it.each([
    [{ stages: { nobody: 1 } }, "simulate: unknown stage 'nobody' in stages: the stages are user"],
    [{ stages: { user: 0 } }, 'simulate: stages.user must be an integer >= 1 or Infinity, got 0'],
    [{ concurrency: 0 }, 'simulate: concurrency must be an integer >= 1 or Infinity, got 0'],
    [{ slots: 1 }, "simulate: unknown option 'slots': the options are stages, concurrency, highWaterMark, barrier"],
  ])('U1 refuses %j', (changes, message) => {
    const recorded = virtualRun(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', () => timer(1, scheduler)),
        { scheduler, onEvent },
      )([1]),
    );

    expect(() => simulate(recorded, changes as never)).toThrow(message);
  });

  it('plays 10,000 levels', () => {
    const events = new Subject<PipelineEvent>();
    const timelines: Timeline[] = [];
    events.pipe(timeline()).subscribe((each) => timelines.push(each));
    pipeline(
      stage('next', (n: number) => [n], { recurse: (n) => (n < 10_000 ? [n + 1] : []) }),
      { onEvent: events },
    )([1]).subscribe();

    expect(simulate(timelines[0] as Timeline).branches).toHaveLength(10_000);
  });
});
