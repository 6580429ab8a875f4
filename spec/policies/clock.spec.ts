import fc from 'fast-check';
import { asyncScheduler, interval, take, timer, type SchedulerLike } from 'rxjs';
import { concurrencyLimit, memoryCache, perKey, pipeline, rateLimit, stage, StageTimeoutError } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { Clock } from '../../src/policies/clock';
import { settings } from '../properties/settings';

const HOUR = 3_600_000;

/** A scheduler whose clock is set back by an hour after so many ms, as a computer's may be: its timers wait as long as ever. */
function setBack(after: number): SchedulerLike {
  let offset = 0;
  timer(after).subscribe(() => (offset = HOUR));
  return { now: () => asyncScheduler.now() - offset, schedule: asyncScheduler.schedule.bind(asyncScheduler) };
}

describe('a clock that is set back', () => {
  it('T1 holds up no rate limit', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const limit = rateLimit({ max: 1, per: 4, scheduler: setBack(2) });
      const fetch = stage('fetch', scripted({ '*': '(x|)' }), { limit });

      expectOutcomes(cold('(abc|)').pipe(fetch)).toBe('x---x---(x|)');
    });
  });

  it('T1 prolongs no pause, of a limit or of all groups', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const scheduler = setBack(2);
      const limit = concurrencyLimit(1, { scheduler });
      const groups = perKey(() => concurrencyLimit(1, { scheduler }), { scheduler });
      limit.pauseFor(4);
      groups.pauseFor(4);
      const one = stage('one', scripted({ '*': '(x|)' }), { limit });
      const each = stage('each', scripted({ '*': '(x|)' }), { limit: groups.by((group) => group) });

      expectOutcomes(cold('a|').pipe(one)).toBe('    ----(x|)');
      expectOutcomes(cold('a|').pipe(each)).toBe('   ----(x|)');
      // A group that is made afterwards: nothing says how much of the pause is over.
      expectOutcomes(cold('---b|').pipe(each)).toBe('-------(x|)');
    });
  });

  it.each(['attempt', 'total', 'queue'] as const)('C3 puts off no timeout: %s', (kind) => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const limit = concurrencyLimit(1);
      limit.pauseFor(kind === 'queue' ? 9 : 0);
      const fetch = stage('fetch', scripted({ a: '---------x|' }), { timeout: { [kind]: 4 }, limit });

      expectOutcomes(cold('(a|)').pipe(pipeline(fetch, { scheduler: setBack(2) }))).toBe(
        '----(T|)',
        {},
        { T: new StageTimeoutError(kind, 'fetch', 4) },
      );
    });
  });

  it('T1 leaves an answer in a cache for no more than its time', () => {
    testStages(({ flush }) => {
      const cache = memoryCache({ ttl: 4, scheduler: setBack(2) });
      const seen: unknown[] = [];
      cache.set('stage', 'key', ['answer']);
      interval(1)
        .pipe(take(6))
        .subscribe(() => seen.push(cache.get('stage', 'key')?.length));
      flush();

      // The ms in which it was set back is not known of.
      expect(seen).toEqual([1, 1, 1, 1, undefined, undefined]);
    });
  });
});

describe('virtual time that begins anew', () => {
  it('T1 goes on, for a limit of the app, from where it was', () => {
    const limit = rateLimit({ max: 1, per: 60_000 });
    const fetch = stage('fetch', (name: string) => [name], { limit });
    // The limit reads the clock more than once, and the test is about none of the ms in between.
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    fetch(['in real time']).subscribe();
    now.mockRestore();

    for (let test = 0; test < 2; test++) {
      testStages(({ cold, expectOutcomes }) => {
        expectOutcomes(cold('(ab|)').pipe(fetch)).toBe('1m a 59999ms (b|)');
      });
    }
  });
});

describe('Clock', () => {
  it('goes on as its scheduler does, and stands still where that goes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (changes) => {
        let [time, expected] = [1_000, 1_000];
        const clock = new Clock({ now: () => time, schedule: asyncScheduler.schedule.bind(asyncScheduler) });
        const told = [clock.now()];
        const passed = [expected];
        for (const change of changes) {
          time += change;
          passed.push((expected += Math.max(0, change)));
          told.push(clock.now());
        }

        expect(told).toEqual(passed);
      }),
      settings(200),
    );
  });
});
