import { NEVER, Observable, of, Subject, take, VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { concurrencyLimit, memoryCache, perKey, pipeline, stage, type PipelineOptions, type Stage, type StageOptions } from 'rxjs-stages';
import { branchEvents } from '../support/branch-events';
import { word } from '../support/marbles';

/* Code that a policy calls, and that ends the run right there. */

/** Options that write every event down, with its time, and have a clock of their own. */
function watched(events: string[], scheduler = new VirtualTimeScheduler()): PipelineOptions {
  return { scheduler, onEvent: branchEvents(({ time, type, path }) => events.push(`${String(time)} ${type} ${path.join('.')}`)) };
}

describe('a run that is left from within a policy', () => {
  let clock: VirtualTimeScheduler;
  let events: string[];
  let options: PipelineOptions;

  beforeEach(() => {
    clock = new VirtualTimeScheduler();
    events = [];
    options = watched(events, clock);
  });

  it('B1 C3 gives a limit back once, when the abort of an attempt that timed out ends the run', () => {
    const limit = concurrencyLimit(1, { scheduler: clock });
    const root = new Subject<number>();
    const fetch = stage(
      'fetch',
      (_: number, { signal }) => {
        signal.addEventListener('abort', () => {
          run.unsubscribe();
        });
        return NEVER;
      },
      { limit, timeout: 10 },
    );
    const run = root.pipe(pipeline(fetch, options)).subscribe();

    root.next(1);
    clock.flush();

    expect(events).toEqual(['0 waiting 0', '0 started 0', '10 cancelled 0']);
    expect([limit.active, limit.waiting]).toEqual([0, 0]);
  });

  it('C1 takes no limit, when whoever names the group ends the run', () => {
    const own = concurrencyLimit(1);
    const group = concurrencyLimit(1);
    const root = new Subject<number>();
    const leave = perKey(() => group).by(() => {
      run.unsubscribe();
    });
    const run = root
      .pipe(
        pipeline(
          stage('fetch', () => NEVER, { limit: [own, leave] }),
          options,
        ),
      )
      .subscribe();

    root.next(1);

    expect(events).toEqual(['0 waiting 0', '0 cancelled 0']);
    expect([own.active, own.waiting, group.active, group.waiting]).toEqual([0, 0, 0, 0]);
  });

  it('C1 leaves no timer behind, when the first outcome is that of a timeout', () => {
    const fetch = stage('fetch', () => NEVER, { timeout: { queue: 3_000, attempt: 10 }, concurrency: 1 });

    of(1, 2).pipe(pipeline(fetch, options), take(1)).subscribe();
    clock.maxFrames = 10;
    clock.flush();

    expect(events).toEqual(['0 waiting 0', '0 started 0', '0 waiting 1', '10 settled 0', '10 rejected 0', '10 cancelled 1']);
    expect(clock.actions).toEqual([]);
  });

  it('C1 reports nothing more, when the other branches time out in the same frame', () => {
    const fetch = stage('fetch', () => NEVER, { timeout: { queue: 10 }, concurrency: 1 });

    of(1, 2, 3).pipe(pipeline(fetch, options), take(1)).subscribe();
    clock.flush();

    expect(events).toEqual(['0 waiting 0', '0 started 0', '0 waiting 1', '0 waiting 2', '10 rejected 1', '10 cancelled 0', '10 cancelled 2']);
  });

  it('C1 makes no branch and leads nobody, when its key ends the run', () => {
    const cache = memoryCache({ scheduler: clock });
    const root = new Subject<number>();
    const left = stage('fetch', (n: number) => of(n), {
      cache,
      timeout: { total: 2_000 },
      key: (n) => {
        run.unsubscribe();
        return String(n);
      },
    });
    const run = root.pipe(pipeline(left, options)).subscribe();
    const values: string[] = [];

    root.next(7);
    pipeline(left.with({ key: String, timeout: undefined }))([7]).subscribe((outcome) => values.push(word(outcome)));

    expect(events).toEqual([]);
    expect(clock.actions).toEqual([]);
    expect(values).toEqual(['7']);
  });

  it.each(['total', 'queue'])('C1 asks and starts nothing more, when the clock ends the run while it times a branch: %s', (kind) => {
    const asked: string[] = [];
    const root = new Subject<number>();
    let leave = (): void => undefined;
    const now = (): number => {
      leave();
      return clock.now();
    };
    const scheduler: SchedulerLike = { now, schedule: clock.schedule.bind(clock) };
    const fetch = stage(
      'fetch',
      (n: number) => {
        asked.push('project');
        return of(n);
      },
      {
        timeout: { [kind]: 1_000 },
        key: String,
        cache: {
          get: () => void asked.push('get'),
          set: () => void asked.push('set'),
        },
      },
    );
    const run = root.pipe(pipeline(fetch, { scheduler })).subscribe();
    leave = () => {
      run.unsubscribe();
    };

    expect(() => {
      root.next(1);
    }).not.toThrow();

    expect(run.closed).toBe(true);
    expect(asked).toEqual([]);
    expect(clock.actions).toEqual([]);
  });

  const emitted = ['0 waiting 0', '0 started 0', '0 emitted 0', '0 cancelled 0'];
  const settled = ['0 waiting 0', '0 started 0', '0 emitted 0', '0 settled 0', '0 cancelled 0'];
  const pausing = ['0 waiting 0', '0 started 0', '0 cancelled 0'];
  const failed = ['0 waiting 0', '0 started 0', '0 settled 0', '0 cancelled 0'];

  it.each<[string, readonly string[], (leave: () => void) => StageOptions<number, number>]>([
    [
      'nextPage turns no page',
      settled,
      (leave) => ({
        nextPage: () => {
          leave();
          return undefined;
        },
      }),
    ],
    [
      'nextPage turns the page',
      settled,
      (leave) => ({
        timeout: { total: 1_500 },
        nextPage: () => {
          leave();
          return 2;
        },
      }),
    ],
    ['cache.set keeps the answer', settled, (leave) => ({ key: String, cache: { get: () => undefined, set: leave } })],
    [
      'recurse gives an input',
      emitted,
      (leave) => ({
        recurse: () => {
          leave();
          return [2];
        },
      }),
    ],
    [
      'when says no',
      failed,
      (leave) => ({
        retry: {
          count: 1,
          when: () => {
            leave();
            return false;
          },
        },
      }),
    ],
    [
      'when says yes',
      failed,
      (leave) => ({
        retry: {
          count: 1,
          when: () => {
            leave();
            return true;
          },
        },
      }),
    ],
    [
      'pause throws',
      pausing,
      (leave) => ({
        retry: {
          count: 1,
          pause: () => {
            leave();
            throw new Error('pause');
          },
        },
      }),
    ],
  ])('F6 C1 ends each branch once, when %s and the run is left', (_, expected, make) => {
    const root = new Subject<number>();
    const answer = expected === failed || expected === pausing ? new Observable<number>((attempt) => { attempt.error('bad'); }) : of(1); // prettier-ignore
    const fetch = stage('fetch', () => answer, make(() => { run.unsubscribe(); })) as Stage<'fetch', number, number>; // prettier-ignore
    const run: Subscription = root.pipe(pipeline(fetch, options)).subscribe();

    root.next(1);
    clock.flush();

    expect(events).toEqual(expected);
    expect(clock.now()).toBe(0);
  });

  it('C1 returns what recurse gave, when an event of the branch that it makes ends the run', () => {
    const root = new Subject<number>();
    let returned = 0;
    const walk = stage('walk', (n: number) => of(n), {
      recurse: function* (n) {
        try {
          yield n + 1;
          yield n + 2;
        } finally {
          returned++;
        }
      },
    });
    const onEvent = branchEvents(({ type, path }) => {
      if (type === 'waiting' && path.length === 2) run.unsubscribe();
    });
    const run = root.pipe(pipeline(walk, { onEvent })).subscribe();

    root.next(1);

    expect(returned).toBe(1);
  });
});
