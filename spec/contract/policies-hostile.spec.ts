import { asyncScheduler, Observable, of, Subject, throwError, timer, type SchedulerLike } from 'rxjs';
import { concurrencyLimit, OverflowError, perKey, pipeline, rateLimit, stage, type Cache, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { word } from '../support/marbles';

/* What the functions and streams that policies call may do, and no sane one does. */

/** What one run has shown. */
class Witness {
  readonly events: string[] = [];
  readonly words: string[] = [];
  completed = false;

  readonly onEvent = branchEvents(({ type, path }) => {
    this.events.push(`${type} ${path.join('.')}`);
  });

  next(outcome: Outcome): void {
    this.words.push(word(outcome));
  }

  complete(): void {
    this.completed = true;
  }
}

/** Lets time pass, frame by frame, whatever throws meanwhile. */
function pass(ms: number): string[] {
  const thrown: string[] = [];
  for (let frame = 0; frame < ms; frame++) {
    try {
      jest.advanceTimersByTime(1);
    } catch (error) {
      thrown.push((error as { readonly errors: readonly Error[] }).errors.map(({ message }) => message).join());
    }
  }
  return thrown;
}

/** An answer whose teardown throws. */
function broken(answer: (attempt: { next(value: number): void }) => void = () => undefined): Observable<number> {
  return new Observable((attempt) => {
    answer(attempt);
    return () => {
      throw new Error('teardown');
    };
  });
}

describe('teardown that throws', () => {
  // A scheduler of rxjs's own that is virtual gives everything up when an action throws.
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('C3 F6 of an attempt that timed out leaves the timeouts of the others as they are', () => {
    const witness = new Witness();
    const fetch = stage('fetch', (n: number) => (n === 1 ? broken() : new Observable<number>()), { timeout: 10 });

    pipeline(fetch, { concurrency: 1, onEvent: witness.onEvent })([1, 2, 3]).subscribe(witness);

    expect(pass(50)).toEqual(['teardown']);
    expect(witness.words).toEqual(['!StageTimeoutError', '!StageTimeoutError', '!StageTimeoutError']);
    expect(witness.events.filter((event) => event.includes('rejected'))).toEqual(['rejected 0', 'rejected 1', 'rejected 2']);
    expect(witness.completed).toBe(true);
  });

  it('F1 F6 of an attempt that fails because of recurse lets it end', () => {
    const witness = new Witness();
    const walk = stage(
      'walk',
      () =>
        broken((attempt) =>
          asyncScheduler.schedule(() => {
            attempt.next(1);
          }, 5),
        ),
      {
        // prettier-ignore
        recurse: () => {
        throw new RangeError('recurse');
      },
      },
    );

    pipeline(walk, { onEvent: witness.onEvent })([1]).subscribe(witness);

    expect(pass(10)).toEqual(['teardown']);
    expect(witness.words).toEqual(['1', '!RangeError']);
    expect(witness.events).toEqual(['waiting 0', 'started 0', 'emitted 0', 'settled 0', 'rejected 0']);
    expect(witness.completed).toBe(true);
  });

  it('F6 of what a retry waits for lets the run go on, when the time of its branch is up', () => {
    const witness = new Witness();
    const fetch = stage('fetch', (n: number) => (n === 1 ? throwError(() => 'bad') : timer(50)), {
      timeout: { total: 120 },
      retry: { count: 1, delay: () => broken() },
    });

    pipeline(fetch, { concurrency: 1, onEvent: witness.onEvent })([1, 2, 3, 4]).subscribe(witness);

    expect(pass(200)).toEqual(['teardown']);
    expect(witness.words).toEqual(['0', '0', '!StageTimeoutError', '0']);
    expect(witness.events.filter((event) => event.endsWith(' 0'))).toEqual(['waiting 0', 'started 0', 'settled 0', 'retrying 0', 'rejected 0']);
    expect(witness.completed).toBe(true);
  });
});

describe('odd answers', () => {
  it('F1 takes null from a cache for nothing, as undefined', () => {
    const witness = new Witness();
    const cache = { get: () => null, set: () => undefined } as unknown as Cache;

    pipeline(
      stage('fetch', (n: number) => [n], { key: String, cache }),
      { onEvent: witness.onEvent },
    )([1]).subscribe(witness);

    expect(witness.words).toEqual(['1']);
    expect(witness.events).toEqual(['waiting 0', 'started 0', 'emitted 0', 'settled 0', 'completed 0']);
  });

  it('S2 drops no root for one that is skipped, or that has ended at once', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const walk = stage('walk', scripted<string, string>({ a: '-' }), {
        concurrency: 1,
        key: (id) => {
          if (id === 'x') throw new RangeError('key');
          return id;
        },
        recurse: () => [],
      });

      const source = cold('(abcax)d');
      const expected = '   X------Y';
      expectOutcomes(source.pipe(pipeline(walk, { maxWaiting: 2, overflow: 'drop-oldest' }))).withInputs.toBe(expected, {
        X: { reason: expect.any(RangeError), inputs: ['x'] },
        Y: { reason: expect.any(OverflowError), inputs: ['b'] },
      });
    });
  });

  it('B1 F6 a root that is dropped while its `by` is asked acquires no limit, and the run goes on', () => {
    const witness = new Witness();
    const source = new Subject<number>();
    const first = new Subject<number>();
    const limit = concurrencyLimit(5);
    const more = [2, 3, 4];
    const by = (n: number): string => {
      if (n === 1) for (const root of more.splice(0)) source.next(root);
      return 'all';
    };
    const fetch = stage('fetch', (n: number) => (n === 0 ? first : of(n)), { concurrency: 1, limit: perKey(() => limit).by(by) });
    source.pipe(pipeline(fetch, { maxWaiting: 1, overflow: 'drop-oldest', onEvent: witness.onEvent })).subscribe(witness);

    source.next(0);
    source.next(1);
    first.complete();
    source.next(5);
    source.complete();

    expect(witness.events.filter((event) => event.endsWith(' 1'))).toEqual(['waiting 1', 'rejected 1']);
    expect(witness.words).toEqual(['!OverflowError', '!OverflowError', '3', '4', '5']);
    expect([limit.active, limit.waiting]).toEqual([0, 0]);
    expect(witness.completed).toBe(true);
  });

  it('T1 ends a window that is too short for the clock to tell', () => {
    const witness = new Witness();
    let asked = 0;
    const clock: SchedulerLike = {
      now() {
        // Instead of asking it for ever.
        if (++asked > 1_000) throw new Error('asked again and again');
        // Adding a ten-thousandth to it changes nothing.
        return 1.8e12;
      },
      schedule: asyncScheduler.schedule.bind(asyncScheduler),
    };

    pipeline(stage('fetch', (n: number) => of(n), { limit: rateLimit({ max: 1, per: 0.0001, scheduler: clock }) }))([1, 2]).subscribe(witness);

    expect(witness.words).toEqual(['1', '2']);
    expect(witness.completed).toBe(true);
  });
});
