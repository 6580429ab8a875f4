import { from, map, of, Subject, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import {
  concurrencyLimit,
  join,
  listStage,
  memoryCache,
  pipeline,
  stage,
  type Outcome,
  type Pipeline,
  type PipelineEvent,
  type PipelineOptions,
} from 'rxjs-stages';
import { progress, type RunProgress } from 'rxjs-stages/observe';
import { all } from '../support/consume';

/** Plays a pipeline in virtual time. @returns the samples of its progress */
function samplesOf<T>(
  make: (scheduler: VirtualTimeScheduler) => Pipeline<T, Outcome>,
  source: readonly T[],
  every = 5,
  options: PipelineOptions = {},
): RunProgress[] {
  const scheduler = new VirtualTimeScheduler();
  const events = new Subject<PipelineEvent>();
  const samples: RunProgress[] = [];
  events.pipe(progress({ every, scheduler })).subscribe((sample) => samples.push(sample));
  make(scheduler)
    .with({ onEvent: events, scheduler, ...options })(source)
    .subscribe();
  scheduler.flush();
  return samples;
}

/** What a sample says, in short. */
function short({ elapsed, all: counts, ...sample }: RunProgress): string {
  const { discovered, total, waiting, inFlight, retrying, emitting, fulfilled, rejected, cancelled } = counts;
  const ended = [fulfilled, rejected, cancelled].join('/');
  return `${String(elapsed)}: ${String(discovered)} of ${String(total)}: ${[waiting, inFlight, retrying, emitting].join(' ')}, ${ended}, ${sample.status}`;
}

const NONE = { waiting: 0, inFlight: 0, retrying: 0, emitting: 0, fulfilled: 0, rejected: 0, cancelled: 0 };

describe('progress', () => {
  it('samples at the beginning, every so often, and once more when the run ends', () => {
    const samples = samplesOf((scheduler) => pipeline(stage('s', (n: number) => timer(n, scheduler), { concurrency: 1 })), [4, 8]);

    expect(samples.map(short)).toEqual([
      '0: 0 of 2: 0 0 0 0, 0/0/0, running',
      '5: 2 of 2: 0 1 0 0, 1/0/0, running',
      '10: 2 of 2: 0 1 0 0, 1/0/0, running',
      '12: 2 of 2: 0 0 0 0, 2/0/0, completed',
    ]);
  });

  it('leaves the total of a stage open until no value can make a branch of it', () => {
    const samples = samplesOf(
      (scheduler) =>
        pipeline(
          listStage('list', (n: number) => timer(n, scheduler).pipe(map(() => [1, 2]))),
          stage('item', () => timer(20, scheduler)),
        ),
      [3, 7],
    );

    expect(samples.map(({ stages }) => stages.map(({ discovered, total }) => [discovered, total]))).toEqual([
      [
        [0, 2],
        [0, undefined],
      ],
      [
        [2, 2],
        [2, undefined],
      ],
      ...Array.from({ length: 5 }, () => [
        [2, 2],
        [4, 4],
      ]),
    ]);
    expect(samples.at(-1)).toMatchObject({ elapsed: 27, status: 'completed', remaining: 0, all: { ...NONE, discovered: 6, total: 6, fulfilled: 6 } });
  });

  it('knows the total of a recursive stage when it has none left that may feed back', () => {
    const samples = samplesOf(
      (scheduler) => pipeline(stage('walk', (n: number) => timer(4, scheduler).pipe(map(() => n)), { recurse: (n) => (n < 3 ? [n + 1] : []) })),
      [1],
    );

    expect(samples.map(({ all: { discovered, total } }) => [discovered, total])).toEqual([
      [0, undefined],
      [2, undefined],
      [3, undefined],
      [3, 3],
    ]);
  });

  it('knows the total inside of a join as soon as that of the join is known', () => {
    const samples = samplesOf(
      (scheduler) =>
        pipeline(
          join(
            'both',
            stage('inner', (n: number) => timer(n, scheduler)),
          ),
          stage('after', () => of(1)),
        ),
      [4, 12],
    );

    expect(samples.map(({ stages }) => stages.map(({ stage: name, total }) => `${name} ${String(total)}`).join())).toEqual([
      'both 2,inner undefined,after undefined',
      'both 2,inner 2,after undefined',
      'both 2,inner 2,after undefined',
      'both 2,inner 2,after 2',
    ]);
  });

  it('says when the first sleeping branch is retried, and how long a pause goes on', () => {
    let attempts = 0;
    const samples = samplesOf(
      (scheduler) =>
        pipeline(
          stage('s', () => (attempts++ < 2 ? throwError(() => new Error('busy')) : of(1)), {
            retry: { count: 1, delay: (_, retry) => (attempts === 1 ? 12 : 20) * retry, pause: () => 7 },
            limit: concurrencyLimit(2, { scheduler }),
            concurrency: 2,
          }),
        ),
      [1, 2],
    );

    expect(samples.map(({ elapsed, nextRetry, pause, all: { retrying } }) => [elapsed, retrying, nextRetry, pause])).toEqual([
      [0, 0, undefined, undefined],
      [5, 1, 7, 2],
      [10, 2, 2, 4],
      [15, 1, 12, undefined],
      [20, 1, 7, undefined],
      [25, 1, 2, undefined],
      [27, 0, undefined, undefined],
    ]);
  });

  it('counts what is rejected and cancelled, from wherever that comes', () => {
    const scheduler = new VirtualTimeScheduler();
    const events = new Subject<PipelineEvent>();
    const samples: RunProgress[] = [];
    events.pipe(progress({ scheduler })).subscribe((sample) => samples.push(sample));
    const slow = stage('slow', (n: number) => timer(n, scheduler), { concurrency: 2, timeout: { total: 3, queue: 2 } });
    const running = pipeline(slow, { onEvent: events, scheduler })(from([1, 100, 100, 100, 100])).subscribe();
    scheduler.schedule(() => {
      running.unsubscribe();
    }, 2.5);
    scheduler.flush();

    expect(samples.at(-1)).toMatchObject({ status: 'cancelled', all: { ...NONE, discovered: 5, total: 5, fulfilled: 1, rejected: 2, cancelled: 2 } });
  });

  it('counts branches that a cache or another attempt serves, and pages', async () => {
    const events = new Subject<PipelineEvent>();
    const samples: RunProgress[] = [];
    events.pipe(progress()).subscribe((sample) => samples.push(sample));
    const paged = stage('paged', (n: number) => Promise.resolve(n), {
      key: String,
      cache: memoryCache({ max: 9 }),
      nextPage: (n) => (n < 2 ? n + 1 : undefined),
    });

    await all(pipeline(paged, { onEvent: events })([0, 0, 1]));
    await all(pipeline(paged, { onEvent: events })([0, 0, 1]));

    expect(samples.filter(({ status }) => status === 'completed').map(({ all: counts }) => counts)).toEqual([
      { ...NONE, discovered: 3, total: 3, fulfilled: 3 },
      { ...NONE, discovered: 3, total: 3, fulfilled: 3 },
    ]);
  });

  it('says the rate of the last ten seconds, and what remains at that rate', () => {
    const samples = samplesOf(
      (scheduler) => pipeline(stage('s', (n: number) => timer(n, scheduler), { concurrency: 1 })),
      [...Array.from({ length: 10 }, () => 100), ...Array.from({ length: 35 }, () => 1000)],
      1000,
    );

    const at = (elapsed: number) => samples.find((sample) => sample.elapsed === elapsed);
    expect(at(1000)?.rate).toBe(9);
    expect(at(20_000)).toMatchObject({ rate: 1, remaining: 17_000 });
    expect(samples.at(-1)).toMatchObject({ elapsed: 36_000, remaining: 0 });
  });

  it('tells runs apart, and leaves out one whose beginning it has missed', () => {
    const scheduler = new VirtualTimeScheduler();
    const events = new Subject<PipelineEvent>();
    const samples: RunProgress[] = [];
    const slow = pipeline(
      stage('s', (n: number) => timer(n, scheduler)),
      { onEvent: events, scheduler },
    );
    slow([10]).subscribe();
    events.pipe(progress({ every: 3, scheduler })).subscribe((sample) => samples.push(sample));
    slow([4]).subscribe();
    slow([5]).subscribe();
    scheduler.flush();

    const [first = 0] = samples.map(({ run }) => run);
    expect(samples.map(({ run, elapsed, status }) => [run - first, elapsed, status])).toEqual([
      [0, 0, 'running'],
      [1, 0, 'running'],
      [0, 3, 'running'],
      [1, 3, 'running'],
      [0, 4, 'completed'],
      [1, 5, 'completed'],
    ]);
    expect(scheduler.actions).toEqual([]);
  });

  it('emits the last sample of what still runs when the events end, and passes their error', () => {
    const scheduler = new VirtualTimeScheduler();
    const events: PipelineEvent[] = [];
    pipeline(
      stage('s', (n: number) => timer(n, scheduler)),
      { onEvent: (event) => events.push(event), scheduler },
    )([4]).subscribe();
    const seen: unknown[] = [];

    from(events)
      .pipe(progress({ scheduler }))
      .subscribe({ next: ({ status, all: { inFlight } }) => seen.push(`${status} ${String(inFlight)}`), complete: () => seen.push('complete') });
    throwError(() => 'broken')
      .pipe(progress({ scheduler }))
      .subscribe({ error: (reason: unknown) => seen.push(reason) });

    expect(seen).toEqual(['running 0', 'running 1', 'complete', 'broken']);
  });

  it('stops its timer when it is unsubscribed', () => {
    const scheduler = new VirtualTimeScheduler();
    const events = new Subject<PipelineEvent>();
    const watching = events.pipe(progress({ scheduler })).subscribe();
    pipeline(
      stage('s', () => timer(1, scheduler)),
      { onEvent: events },
    )([1]).subscribe();
    watching.unsubscribe();

    scheduler.flush();
    expect([scheduler.frame, events.observed]).toEqual([1, false]);
  });

  it('refuses options that are invalid', () => {
    expect(() => progress({ every: 0 })).toThrow(new RangeError('progress: every must be a number of ms > 0, got 0'));
    expect(() => progress({ scheduler: {} as never })).toThrow('progress: scheduler must be an RxJS scheduler');
  });
});
