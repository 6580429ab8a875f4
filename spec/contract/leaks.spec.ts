import { map, NEVER, Observable, of, Subject, take, takeUntil, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { concurrencyLimit, memoryCache, perKey, pipeline, rateLimit, stage, StageTimeoutError, type PipelineEvent } from 'rxjs-stages';

const BRANCHES = 100_000;
const KEYS = 300;
const KEPT = 100;

const clock = new VirtualTimeScheduler();
const slots = concurrencyLimit(20, { scheduler: clock });
const rate = rateLimit({ max: 40, per: 10, scheduler: clock });
const hosts = perKey(() => concurrencyLimit(2, { scheduler: clock }), { scheduler: clock });
const cache = memoryCache({ max: KEPT, scheduler: clock });

/** How often each thing has happened. */
const tally = new Map<string, number>();
const note = (what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);
const times = (what: string): number => tally.get(what) ?? 0;

function onEvent({ type, ...event }: PipelineEvent): void {
  note(type);
  const { reason } = event as { readonly reason?: unknown };
  if (reason instanceof StageTimeoutError) note(`timeout ${reason.kind}`);
}

/** Those that somebody has listened to; a process that has run other specs before has signals of its own. */
const signals = new WeakSet();

/** Waits for `signal` as a client does that answers nothing else. */
const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => {
      note('aborted');
      reject(new Error('aborted'));
    };
    signals.add(signal);
    signal.addEventListener('abort', abort, { once: true });
  });

/** Gives a stream's values, and listens to `signal` meanwhile. */
const listening = (values: Observable<number>, signal: AbortSignal): Observable<number> =>
  new Observable((subscriber) => {
    const abort = (): void => {
      note('told of the abort');
    };
    note('opened');
    signals.add(signal);
    signal.addEventListener('abort', abort);
    const subscription = values.subscribe(subscriber);
    return () => {
      note('closed');
      subscription.unsubscribe();
      signal.removeEventListener('abort', abort);
    };
  });

/** Some are silent and time out, some fail at first, some answer at once and the others after a while. */
const fetch = stage(
  'fetch',
  (id: number, context) => {
    if (id % 29 === 0) return silence(context.signal);
    if (id % 31 === 0) return listening(NEVER, context.signal);
    if (id % 4 === 0 && context.attempt < 3) return throwError(() => 'bad');
    if (id % 3 > 0) return of(id, id + 1, id + 2);
    const later = timer(id % 5, clock).pipe(map(() => id));
    return id % 5 === 0 ? listening(later, context.signal) : later;
  },
  {
    limit: [slots, hosts.by((id: number) => Math.floor(id / 10))],
    retry: { count: 2, delay: (_: unknown, count: number) => (count === 1 ? timer(2, clock) : 3), pause: (reason) => (reason === 'bad' ? 0 : 1) },
    timeout: { attempt: 6, queue: 40, total: 50 },
  },
);

/** Shares the work in flight, and the answers, among all runs; some fail. */
const read = stage(
  'read',
  (id: number) => {
    note('read');
    return id % 7 === 0 ? throwError(() => 'worse') : timer(1 + (id % 3), clock).pipe(map(() => id));
  },
  { key: (id) => String(id % KEYS), cache, limit: rate, timeout: { attempt: 5, queue: 30 } },
);

/** So many roots from one on, which half of the runs deliver in their order. */
function run(first: number, count: number) {
  const roots = Array.from({ length: count }, (_, index) => first + index);
  return pipeline(fetch, read, { scheduler: clock, concurrency: 32, highWaterMark: 48, order: first % 2 ? 'source' : 'completion', onEvent })(roots);
}

describe(`C1 C3 F6 after ${String(BRANCHES)} branches that were retried, timed out, shared, held up and cancelled`, () => {
  const adding = jest.spyOn(EventTarget.prototype, 'addEventListener');
  const removing = jest.spyOn(EventTarget.prototype, 'removeEventListener');
  const onSignals = ({ mock }: typeof adding | typeof removing): number =>
    mock.contexts.filter((target) => signals.has(target as AbortSignal)).length;
  const warnings: string[] = [];
  let ended = 0;
  let left = 0;
  let rounds = 0;

  function warn({ name }: Error): void {
    warnings.push(name);
  }

  beforeAll(async () => {
    process.on('warning', warn);
    const complete = (): void => {
      ended++;
    };

    for (; times('waiting') < BRANCHES; rounds++) {
      const first = rounds * 301;
      const leave = new Subject<void>();
      // One run goes to its end, the same roots come to one that leaves after some outcomes, and others to one that leaves after some time.
      run(first, 200).subscribe({ complete });
      run(first, 150)
        .pipe(take(1 + (rounds % 60)))
        .subscribe({ complete });
      run(first + 201, 150)
        .pipe(takeUntil(leave))
        .subscribe({ complete });
      clock.schedule(() => {
        left++;
        leave.next();
      }, rounds % 30);
      clock.flush();
    }
    // Warnings come with the next tick.
    await new Promise(setImmediate);
  }, 60_000);

  afterAll(() => {
    process.off('warning', warn);
    adding.mockRestore();
    removing.mockRestore();
  });

  it('had its share of everything', () => {
    for (const what of ['retrying', 'paused', 'timeout attempt', 'timeout queue', 'timeout total', 'aborted', 'cancelled']) {
      expect([what, times(what) > 100]).toEqual([what, true]);
    }
    expect(left).toBeGreaterThan(100);
    // Caches and shared work spare more than half of the attempts.
    expect(times('read') * 2).toBeLessThan(times('waiting'));
  });

  it('F6 all branches have ended, once, and all runs', () => {
    expect(ended).toBe(3 * rounds);
    expect(times('completed') + times('rejected') + times('cancelled')).toBe(times('waiting'));
  });

  it('T1 no timer is left', () => {
    expect(clock.actions).toEqual([]);
  });

  it('C1 all that was opened is closed', () => {
    expect(times('closed')).toBe(times('opened'));
  });

  it('C3 all listeners were removed or told, and nobody was warned', () => {
    expect(onSignals(adding)).toBeGreaterThan(1_000);
    expect(onSignals(removing) + times('aborted')).toBe(onSignals(adding));
    expect(warnings).toEqual([]);
  });

  it('B1 nobody holds a limit or waits for one', () => {
    expect([slots, rate, hosts].map(({ active, waiting }) => [active, waiting])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect([slots.resting, rate.resting]).toEqual([true, true]);
  });

  it('B3 groups of inputs are forgotten', () => {
    // A few remain until others come; there were thousands.
    expect(hosts.size).toBeLessThan(10);
  });

  it('B3 the cache is full, and no more', () => {
    expect(cache.size).toBe(KEPT);
  });

  it('S1 no work is in flight that nobody does', () => {
    const before = times('read');
    let settled = 0;
    cache.clear();

    pipeline(read, { scheduler: clock })(Array.from({ length: KEYS }, (_, id) => id)).subscribe(() => settled++);
    clock.flush();

    expect(times('read') - before).toBe(KEYS);
    expect(settled).toBe(KEYS);
  });

  it('C1 all is gone at the moment at which runs leave that work, sleep, follow and wait for limits', () => {
    clock.maxFrames = clock.now() + 2;
    const running = Array.from({ length: 20 }, (_, index) => run(index * 100, 100).subscribe());
    clock.flush();
    slots.pauseFor(3_600_000);
    rate.pauseFor(3_600_000);
    expect([slots, rate, hosts].map(({ waiting }) => waiting > 0)).toEqual([true, true, true]);
    expect(clock.actions.length).toBeGreaterThan(running.length);

    for (const each of running) each.unsubscribe();

    expect([slots, rate, hosts].map(({ active, waiting }) => [active, waiting])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect([slots.resting, rate.resting]).toEqual([true, true]);
    expect(clock.actions).toEqual([]);
  });
});
