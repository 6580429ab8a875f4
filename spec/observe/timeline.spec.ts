import { firstValueFrom, lastValueFrom, map, mergeMap, NEVER, of, Subject, takeUntil, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import {
  concurrencyLimit,
  jobRunner,
  listStage,
  memoryCache,
  pipeline,
  remote,
  stage,
  type JobQueue,
  type PipelineEvent,
  type RemoteWork,
} from 'rxjs-stages';
import { simulate, timeline, type BranchTimeline, type Timeline } from 'rxjs-stages/observe';

/** The timelines of what `play` runs in virtual time. */
function timelinesOf(play: (scheduler: VirtualTimeScheduler, onEvent: Subject<PipelineEvent>) => void): Timeline[] {
  const scheduler = new VirtualTimeScheduler();
  const events = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  events.pipe(timeline()).subscribe((each) => timelines.push(each));
  play(scheduler, events);
  scheduler.flush();
  events.complete();
  return timelines;
}

function only([one, ...others]: readonly Timeline[]): Timeline {
  expect(others).toEqual([]);
  return one as Timeline;
}

/** `waiting 0-5, attempt 5-7 fulfilled` */
function drawn({ spans }: BranchTimeline): string {
  return spans.map(({ kind, start, end, status }) => [kind, `${String(start)}-${String(end ?? '')}`, status].filter(Boolean).join(' ')).join(', ');
}

describe('timeline', () => {
  it('tells a run as the spans of its branches', () => {
    const run = only(
      timelinesOf((scheduler, onEvent) => {
        const list = listStage('list', (n: number) => timer(n, scheduler).pipe(map(() => ['a', 'b'])), { concurrency: 1 });
        const item = stage('item', (id: string) => timer(3, scheduler).pipe(map(() => id)), { concurrency: 2 });
        pipeline(list, item, { scheduler, onEvent })([5, 2]).subscribe();
      }),
    );

    expect(run).toMatchObject({
      concurrency: Infinity,
      highWaterMark: 64,
      order: 'completion',
      start: 0,
      end: 11,
      status: 'completed',
      reason: undefined,
      sourceEnded: 5,
      created: 6,
      pauses: [],
    });
    expect(run.stages.map(({ name, concurrency, followers }) => [name, concurrency, followers])).toEqual([
      ['list', 1, ['item']],
      ['item', 2, []],
    ]);
    expect(run.branches.map((branch) => [branch.branch, branch.parent, branch.stage, branch.path, branch.input, branch.emitted])).toEqual([
      [1, undefined, 'list', [0], 5, 2],
      [2, 1, 'item', [0, 0], 'a', 1],
      [3, 1, 'item', [0, 1], 'b', 1],
      [4, undefined, 'list', [1], 2, 2],
      [5, 4, 'item', [1, 0], 'a', 1],
      [6, 4, 'item', [1, 1], 'b', 1],
    ]);
    expect(run.branches.map(drawn)).toEqual([
      'waiting 0-0, attempt 0-5 fulfilled',
      'waiting 5-5, attempt 5-8 fulfilled',
      'waiting 5-5, attempt 5-8 fulfilled',
      'waiting 5-5, attempt 5-7 fulfilled',
      'waiting 7-8, attempt 8-11 fulfilled',
      'waiting 7-8, attempt 8-11 fulfilled',
    ]);
  });

  it('tells of retries, their reasons and their delays', () => {
    const { branches, status } = only(
      timelinesOf((scheduler, onEvent) => {
        const flaky = stage(
          'flaky',
          (n: number, { attempt }) =>
            timer(2, scheduler).pipe(mergeMap(() => (attempt === n ? of('done') : throwError(() => `no ${String(attempt)}`)))),
          { retry: { count: 1, delay: 10 } },
        );
        pipeline(flaky, { scheduler, onEvent })([2, 3]).subscribe();
      }),
    );

    expect(status).toBe('completed');
    expect(branches.map(drawn)).toEqual([
      'waiting 0-0, attempt 0-2 rejected, backoff 2-12, waiting 12-12, attempt 12-14 fulfilled',
      'waiting 0-0, attempt 0-2 rejected, backoff 2-12, waiting 12-12, attempt 12-14 rejected',
    ]);
    expect(branches[1]?.spans.map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, undefined],
      [1, 'no 1'],
      [2, 'no 1'],
      [2, undefined],
      [2, 'no 2'],
    ]);
    expect(branches[1]).toMatchObject({ status: 'rejected', reason: 'no 2', end: 14 });
  });

  it('knows the worker of each attempt of a remote stage, and stores no values', async () => {
    const flaky = stage(
      'flaky',
      (n: number, { attempt }) => (attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(`value ${String(n)}`)),
      {
        retry: { count: 1, delay: 0 },
      },
    );
    const run = jobRunner([flaky]);
    const queue: JobQueue = {
      run: async (job, signal, report) => {
        const values = await Promise.resolve(run(job, signal)).finally(() => {
          report?.({ worker: `w${String(job.attempt)}`, duration: 7, values: 'value' } as RemoteWork);
        });
        return values;
      },
      close: () => Promise.resolve(),
    };
    const events = new Subject<PipelineEvent>();
    const recording = firstValueFrom(events.pipe(timeline()));
    await lastValueFrom(pipeline(remote(flaky, queue), { onEvent: events })([1]));
    const recorded = await recording;

    expect(recorded.branches[0]?.spans.map(({ kind, status, work }) => [kind, status, work])).toEqual([
      ['waiting', undefined, undefined],
      ['attempt', 'rejected', { worker: 'w1', duration: 7 }],
      ['backoff', undefined, undefined],
      ['waiting', undefined, undefined],
      ['attempt', 'fulfilled', { worker: 'w2', duration: 7 }],
    ]);
    expect(recorded.branches[0]?.spans.map(({ reason }) => (reason as Error | undefined)?.message)).toEqual([
      undefined,
      'no',
      'no',
      undefined,
      undefined,
    ]);
    expect(JSON.stringify(recorded)).not.toContain('value');
    expect(simulate(recorded).branches[0]?.spans.map(({ work }) => work?.worker)).toEqual([undefined, 'w1', undefined, undefined, 'w2']);
  });

  it('numbers pages, and the attempts of each', () => {
    const { branches } = only(
      timelinesOf((scheduler, onEvent) => {
        const page = stage('page', (n: number) => timer(n, scheduler).pipe(map(() => n)), {
          nextPage: (_, n: number) => (n < 3 ? n + 1 : undefined),
        });
        pipeline(page, { scheduler, onEvent })([1]).subscribe();
      }),
    );

    expect(branches.map(drawn)).toEqual([
      'waiting 0-0, attempt 0-1 fulfilled, waiting 1-1, attempt 1-3 fulfilled, waiting 3-3, attempt 3-6 fulfilled',
    ]);
    expect(branches[0]?.spans.map(({ page, attempt }) => [page, attempt])).toEqual([
      [1, 1],
      [1, 1],
      [2, 1],
      [2, 1],
      [3, 1],
      [3, 1],
    ]);
    expect(branches[0]?.input).toBe(1);
  });

  it('tells what served a branch that made no attempt', () => {
    const { branches } = only(
      timelinesOf((scheduler, onEvent) => {
        const cache = memoryCache({ scheduler });
        const user = stage('user', (n: number) => timer(4, scheduler).pipe(map(() => n)), { key: String, cache });
        const source = new Subject<number>();
        source.pipe(pipeline(user, { scheduler, onEvent })).subscribe();
        source.next(1);
        source.next(1);
        scheduler.schedule(() => {
          source.next(1);
          source.complete();
        }, 9);
      }),
    );

    expect(branches.map(({ served, leader }) => [served, leader])).toEqual([
      [undefined, undefined],
      ['attempt', 1],
      ['cache', undefined],
    ]);
    expect(branches.map(drawn)).toEqual(['waiting 0-0, attempt 0-4 fulfilled', 'waiting 0-4', 'waiting 9-9']);
  });

  it('tells of pauses', () => {
    const { pauses } = only(
      timelinesOf((scheduler, onEvent) => {
        const limit = concurrencyLimit(2, { scheduler });
        const busy = stage('busy', () => timer(1, scheduler).pipe(mergeMap(() => throwError(() => 'no'))), {
          limit,
          retry: { count: 0, pause: () => 5 },
        });
        pipeline(busy, { scheduler, onEvent })([1]).subscribe();
      }),
    );

    expect(pauses).toEqual([{ stage: 'busy', branch: 1, start: 1, end: 6 }]);
  });

  it('tells of a run that is cancelled in time, and of what was in flight', () => {
    const { branches, status, end } = only(
      timelinesOf((scheduler, onEvent) => {
        const slow = stage('slow', () => NEVER, { concurrency: 1 });
        of(1, 2)
          .pipe(pipeline(slow, { scheduler, onEvent }), takeUntil(timer(7, scheduler)))
          .subscribe();
      }),
    );

    expect({ status, end }).toEqual({ status: 'cancelled', end: 7 });
    expect(branches.map(drawn)).toEqual(['waiting 0-0, attempt 0-7 cancelled', 'waiting 0-7']);
    expect(branches.map((branch) => branch.status)).toEqual(['cancelled', 'cancelled']);
  });

  it('says why a run errored', () => {
    const { status, reason } = only(
      timelinesOf((scheduler, onEvent) => {
        throwError(() => 'gone')
          .pipe(
            pipeline(
              stage('never', () => NEVER),
              { scheduler, onEvent },
            ),
          )
          .subscribe({ error: () => undefined });
      }),
    );

    expect({ status, reason }).toEqual({ status: 'errored', reason: 'gone' });
  });

  it('emits what is still running when the events complete', () => {
    const { status, end, sourceEnded, branches } = only(
      timelinesOf((scheduler, onEvent) => {
        pipeline(
          stage('slow', () => NEVER),
          { scheduler, onEvent },
        )([1]).subscribe();
      }),
    );

    expect({ status, end, sourceEnded }).toEqual({ status: 'running', end: 0, sourceEnded: 0 });
    expect(branches.map(drawn)).toEqual(['waiting 0-0, attempt 0-']);
    expect(branches[0]).toMatchObject({ status: 'open', end: undefined });
  });

  it('emits each run in the turn in which it ends', () => {
    const timelines = timelinesOf((scheduler, onEvent) => {
      const wait = stage('wait', (ms: number) => timer(ms, scheduler));
      const run = pipeline(wait, { scheduler, onEvent });
      run([9]).subscribe();
      run([4]).subscribe();
    });

    expect(timelines.map(({ end }) => end)).toEqual([4, 9]);
    expect(timelines[0]?.run).toBeGreaterThan(timelines[1]?.run ?? NaN);
  });

  it('passes an error of the events on, and leaves out a run that it has not seen begin', () => {
    const events = new Subject<PipelineEvent>();
    const seen: unknown[] = [];
    pipeline(
      stage('slow', () => NEVER),
      { onEvent: events },
    )([1]).subscribe();
    events.pipe(timeline()).subscribe({ next: (each) => seen.push(each), error: (error: unknown) => seen.push(error) });
    events.error('broken');

    expect(seen).toEqual(['broken']);
  });

  it.each([
    [{ max: 0 }, 'timeline: max must be an integer >= 1, got 0'],
    [{ max: Infinity }, 'timeline: max must be an integer >= 1, got Infinity'],
    [{ random: 1 }, 'timeline: random must be a function, got 1'],
    [{ maximum: 1 }, "timeline: unknown option 'maximum': the options are max, random"],
  ])('U1 refuses %j', (options, message) => {
    expect(() => timeline(options as never)).toThrow(message);
  });
});
