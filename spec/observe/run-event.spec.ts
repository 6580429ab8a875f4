import { EMPTY, NEVER, Observable, of, Subject, take, takeUntil, throwError, VirtualTimeScheduler } from 'rxjs';
import {
  assemble,
  batchStage,
  concurrencyLimit,
  fork,
  gather,
  join,
  OverflowError,
  pipeline,
  stage,
  when,
  type PipelineEvent,
  type RunEvent,
} from 'rxjs-stages';
import { all } from '../support/consume';

const echo = stage('echo', (n: number) => of(n));
const never = stage('never', () => NEVER, { concurrency: 1 });

/** A listener that writes down the events of runs. */
class Listener {
  readonly events: RunEvent[] = [];

  next(event: PipelineEvent): void {
    if (event.branch === undefined) this.events.push(event);
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** How the run has ended: status and reason. */
  get end(): unknown {
    return this.events.flatMap((event) => (event.type === 'run-ended' ? [[event.status, event.reason]] : []));
  }
}

describe('events of a run', () => {
  it('E1 come first, last, and between them when the source has ended', () => {
    const source = new Subject<number>();
    const answer = new Subject<number>();
    const log: string[] = [];
    source
      .pipe(
        pipeline(
          stage('fetch', () => answer),
          { onEvent: ({ type }) => log.push(type) },
        ),
      )
      .subscribe({ complete: () => log.push('|') });
    source.next(1);
    expect(log).toEqual(['run-started', 'waiting', 'started']);
    source.complete();
    expect(log.slice(3)).toEqual(['source-ended']);
    answer.complete();

    expect(log.slice(4)).toEqual(['settled', 'completed', 'run-ended', '|']);
  });

  it('F6 say the run and the time, and nothing of a branch', () => {
    const listener = new Listener();
    const clock = new VirtualTimeScheduler();
    const scheduler = { now: () => 42, schedule: clock.schedule.bind(clock) };
    pipeline(echo, { onEvent: listener, scheduler })([]).subscribe();

    const [first] = listener.events;
    expect(listener.events).toEqual([
      expect.objectContaining({ type: 'run-started', run: first?.run, time: 42 }),
      { type: 'source-ended', run: first?.run, time: 42 },
      { type: 'run-ended', run: first?.run, time: 42, status: 'completed', reason: undefined },
    ]);
    for (const event of listener.events) for (const name of ['stage', 'branch', 'path', 'input', 'attempt']) expect(event).not.toHaveProperty(name);
  });

  it('F6 number the run as the events of its branches do', () => {
    const runs = new Set<number>();
    pipeline(echo, { onEvent: ({ run }) => runs.add(run) })([1]).subscribe();
    expect(runs.size).toBe(1);
  });

  it('F6 describe the stages, each before those that its values go to', () => {
    const listener = new Listener();
    const batched = batchStage('batched', (ids: readonly number[]) => of(ids), { max: 2, concurrency: 3 });
    const segments = pipeline(
      stage('head', (n: number) => of(n), { concurrency: 2, limit: concurrencyLimit(1) }),
      fork(join('whole', pipeline(echo, never)), batched),
      { onEvent: listener, concurrency: 5, highWaterMark: 7, order: 'source' },
    );
    segments([]).subscribe();

    const [first] = listener.events;
    const plain = { isLimited: false, isJoin: false, isBatch: false, isList: false, followers: [], inner: [] };
    expect(first).toMatchObject({ type: 'run-started', concurrency: 5, highWaterMark: 7, order: 'source', roots: 0, first: ['head'] });
    const { stages } = first as Extract<RunEvent, { type: 'run-started' }>;
    const names = stages.map(({ name }) => name);
    expect([...stages].sort((one, other) => one.name.localeCompare(other.name))).toEqual([
      { ...plain, name: 'batched', concurrency: 3, isBatch: true },
      { ...plain, name: 'echo', concurrency: 16, followers: ['never'] },
      { ...plain, name: 'head', concurrency: 2, isLimited: true, followers: ['whole', 'batched'] },
      { ...plain, name: 'never', concurrency: 1 },
      { ...plain, name: 'whole', concurrency: Infinity, isJoin: true, inner: ['echo'] },
    ]);
    for (const { name, followers, inner } of stages)
      for (const each of [...followers, ...inner]) expect(names.indexOf(each)).toBeGreaterThan(names.indexOf(name));
  });

  it('F6 say how many roots there are if the source is an array, and which stages all of them go to', () => {
    const listener = new Listener();
    const twoWays = pipeline(fork(echo, pipeline(when((n: number) => n > 1, never))), { onEvent: listener });
    const hostile = new Proxy([1], {
      get(target, key) {
        if (key === 'length') throw new Error('read');
        return Reflect.get(target, key) as unknown;
      },
    });
    twoWays([1, 2]).subscribe().unsubscribe();
    twoWays(of(1)).subscribe().unsubscribe();
    twoWays(hostile).subscribe({ error: () => undefined });

    const started = listener.events.filter(({ type }) => type === 'run-started');
    expect(started).toMatchObject([
      { roots: 2, first: ['echo'] },
      { roots: undefined, first: ['echo'] },
      { roots: undefined, first: ['echo'] },
    ]);
  });

  it('F6 tell of a limit of the pipeline at each stage, and of no bounds as Infinity', () => {
    const listener = new Listener();
    pipeline(echo, { onEvent: listener, limit: concurrencyLimit(1) })([]).subscribe();

    expect(listener.events[0]).toMatchObject({ concurrency: Infinity, highWaterMark: 64, order: 'completion', stages: [{ isLimited: true }] });
  });

  it('F4 tell how the run ends: it completes', () => {
    const listener = new Listener();
    pipeline(echo, { onEvent: listener })([1, 2]).subscribe();
    pipeline(echo, { onEvent: listener })(EMPTY).subscribe();

    expect(listener.end).toEqual([
      ['completed', undefined],
      ['completed', undefined],
    ]);
  });

  it('F4 tell how the run ends: its source fails', () => {
    const listener = new Listener();
    pipeline(echo, { onEvent: listener })(throwError(() => 'no')).subscribe({ error: () => undefined });

    expect(listener.types).toEqual(['run-started', 'source-ended', 'run-ended']);
    expect(listener.end).toEqual([['errored', 'no']]);
  });

  it('F4 S2 tell how the run ends: it overflows, and the source ends there', () => {
    const listener = new Listener();
    const source = new Subject<number>();
    const answer = new Subject<number>();
    const fetch = stage('fetch', () => answer, { concurrency: 1 });
    source.pipe(pipeline(fetch, { onEvent: listener, maxWaiting: 0 })).subscribe({ error: () => undefined });
    source.next(1);
    source.next(2);
    expect(listener.types).toEqual(['run-started', 'source-ended']);
    answer.complete();

    expect(listener.types).toEqual(['run-started', 'source-ended', 'run-ended']);
    expect(listener.end).toEqual([['errored', new OverflowError(0)]]);
  });

  it.each<[string, (source: Observable<number>, listener: Listener) => unknown]>([
    [
      'is unsubscribed',
      (source, listener) => {
        pipeline(never, { onEvent: listener })(source).subscribe().unsubscribe();
      },
    ],
    ['has been taken from enough', (source, listener) => pipeline(echo, { onEvent: listener })(source).pipe(take(1)).subscribe()],
    [
      'is aborted',
      (source, listener) => {
        const controller = new AbortController();
        pipeline(never, { onEvent: listener, signal: controller.signal })(source).subscribe({ error: () => undefined });
        controller.abort();
      },
    ],
    [
      'is returned by `for await`',
      async (source, listener) => {
        for await (const { status } of pipeline(echo, { onEvent: listener })(source)) if (status === 'fulfilled') break;
      },
    ],
  ])('C1 tell how the run ends: it %s, its source has not ended', async (_, play) => {
    const listener = new Listener();
    const source = new Observable<number>((subscriber) => {
      subscriber.next(1);
    });
    await play(source, listener);

    expect(listener.types).toEqual(['run-started', 'run-ended']);
    expect(listener.end).toEqual([['cancelled', undefined]]);
  });

  it('C1 tell of the end after all that it cancels, and of nothing after that', () => {
    const log: string[] = [];
    const running = pipeline(never, { onEvent: ({ type }) => log.push(type) })(of(1, 2)).subscribe();
    running.unsubscribe();

    expect(log).toEqual(['run-started', 'waiting', 'started', 'waiting', 'source-ended', 'cancelled', 'cancelled', 'run-ended']);
  });

  it('C5 tell of no run whose signal is aborted already', () => {
    const listener = new Listener();
    const run = pipeline(echo, { onEvent: listener, signal: AbortSignal.abort() });
    run([1]).subscribe({ error: () => undefined });
    gather(run)([1]).subscribe({ error: () => undefined });

    expect(listener.types).toEqual([]);
  });

  it.each<[string, (run: ReturnType<typeof runOf>) => (source: Observable<number>) => Observable<unknown>]>([
    ['a pipeline', (run) => run],
    ['gather', (run) => gather(run)],
    ['assemble', (run) => assemble(run)],
  ])('C1 %s that is unsubscribed from within `run-started` never subscribes to its source', (_, make) => {
    const stop = new Subject<void>();
    const told: string[] = [];
    const seen: unknown[] = [];
    let subscriptions = 0;
    const source = new Observable<number>((subscriber) => {
      subscriptions++;
      subscriber.next(1);
    });
    const run = runOf((type) => {
      told.push(type);
      if (type === 'run-started') stop.next();
    });
    make(run)(source)
      .pipe(takeUntil(stop))
      .subscribe((result) => seen.push(result));

    expect([subscriptions, seen]).toEqual([0, []]);
    expect(told).toEqual(['run-started', 'run-ended']);
  });

  it('C1 nothing is told of a run that the clock ends while it is read', () => {
    for (let reading = 1; reading < 9; reading++) {
      const stop = new Subject<void>();
      const told: string[] = [];
      let left = reading;
      const scheduler = new VirtualTimeScheduler();
      scheduler.now = () => {
        if (--left === 0) {
          stop.next();
          told.push('left');
        }
        return 0;
      };
      const onEvent = ({ type }: PipelineEvent): void => void told.push(type);
      pipeline(echo, { scheduler, onEvent })([1]).pipe(takeUntil(stop)).subscribe();

      const at = told.indexOf('left');
      // By then it is over: all that is told comes from within.
      expect([reading, told.slice(at + 1)]).toEqual([reading, []]);
      expect(told.includes('run-ended')).toBe(told.includes('run-started'));
    }
  });

  it('go to `gather` and `assemble` alike', async () => {
    const plain = new Listener();
    const gathered = new Listener();
    const assembled = new Listener();
    await all(pipeline(echo, { onEvent: plain })([1]));
    await all(gather(pipeline(echo, { onEvent: gathered }))([1]));
    await all(assemble(pipeline(echo, { onEvent: assembled }))([1]));

    expect(plain.types).toEqual(['run-started', 'source-ended', 'run-ended']);
    expect([gathered.types, assembled.types]).toEqual([plain.types, plain.types]);
  });
});

describe('onEvent as an observer', () => {
  it('a Subject gets all events, and does not complete', async () => {
    const events = new Subject<PipelineEvent>();
    const log: string[] = [];
    events.subscribe({ next: ({ type }) => log.push(type), complete: () => log.push('|') });
    const run = pipeline(echo, { onEvent: events });

    await all(run([1]));
    await all(run([]));

    expect(log).toEqual([
      'run-started',
      'waiting',
      'source-ended',
      'started',
      'emitted',
      'settled',
      'completed',
      'run-ended',
      'run-started',
      'source-ended',
      'run-ended',
    ]);
  });

  it('`next` is called as a method, as it is at that time', () => {
    const observer = {
      types: [] as string[],
      next({ type }: PipelineEvent) {
        this.types.push(type);
      },
    };
    pipeline(echo).with({ onEvent: observer })([]).subscribe();

    expect(observer.types).toEqual(['run-started', 'source-ended', 'run-ended']);
  });
});

function runOf(told: (type: string) => void) {
  return pipeline(echo, {
    onEvent: ({ type }) => {
      told(type);
    },
  });
}
