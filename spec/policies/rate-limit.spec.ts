import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { rateLimit } from 'rxjs-stages';
import { settings } from '../properties/settings';
import { marbles } from '../support/marbles';
import { FakeRun, giveBack, played } from './fake-run';
import { play, starts, traffic } from './traffic';

describe('rateLimit', () => {
  it('B1 starts the next one when the first has left the window, and not a ms before', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   a-bcd-------';
      const expected = ' a-b--c-d----';

      expectObservable(played(rateLimit({ max: 2, per: 5 }), hot(wants), 1)).toBe(expected);
    });
  });

  it('B1 slides: what ends early makes no room, and what lasts takes none', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   abc---------';
      const expected = ' a---b---c---';

      expectObservable(played(rateLimit({ max: 1, per: 4 }), hot(wants), 99)).toBe(expected);
      expectObservable(played(rateLimit({ max: 1, per: 4 }), hot(wants), 0)).toBe(expected);
    });
  });

  it('B2 counts no attempt that goes on', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   aAAAb-------';
      const expected = ' aAAA-b------';

      expectObservable(played(rateLimit({ max: 1, per: 5 }), hot(wants), 2)).toBe(expected);
    });
  });

  it('B1 starts as many as it may and no more in any window, each as early as that allows, for any traffic', () => {
    fc.assert(
      fc.property(traffic(false), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), (steps, max, per) => {
        const clock = new VirtualTimeScheduler();

        const notes = play(rateLimit({ max, per, scheduler: clock }), clock, steps);

        const expected: number[] = [];
        for (const wanted of starts(notes, 'wants')) expected.push(Math.max(wanted, (expected.at(-max) ?? -Infinity) + per));
        expect(starts(notes, 'takes')).toEqual(expected);
      }),
      settings(1_000),
    );
  });

  it('B1 starts no more in any window with pauses, either', () => {
    fc.assert(
      fc.property(traffic(true), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), (steps, max, per) => {
        const clock = new VirtualTimeScheduler();

        const started = starts(play(rateLimit({ max, per, scheduler: clock }), clock, steps), 'takes');

        const spans = started.slice(max).map((at, index) => at - (started[index] as number));
        expect(Math.min(per, ...spans)).toBe(per);
      }),
      settings(1_000),
    );
  });

  it('is idle only when nothing has started within the window', () => {
    const clock = new VirtualTimeScheduler();
    const limit = rateLimit({ max: 3, per: 10, scheduler: clock });
    const idle: boolean[] = [limit.idle];
    new FakeRun(limit, () => undefined).want(false);
    idle.push(limit.idle);
    giveBack(limit);
    for (const at of [9, 10]) clock.schedule(() => idle.push(limit.idle), at);

    clock.flush();

    expect(idle).toEqual([true, false, false, true]);
  });

  it('B4 takes constant time, however many may start', () => {
    const clock = new VirtualTimeScheduler();
    const limit = rateLimit({ max: 1_000_000, per: 1_000, scheduler: clock });
    const run = new FakeRun(limit, () => {
      giveBack(limit);
    });
    for (let ms = 0; ms < 2_000; ms++) clock.schedule(() => { for (let n = 0; n < 100; n++) run.want(false); }, ms); // prettier-ignore
    clock.flush();

    expect([limit.waiting, limit.canAcquire(run, false)]).toEqual([0, true]);
  });

  it.each([
    [{ max: Infinity, per: 1 }, RangeError, 'rateLimit: max must be an integer >= 1, got Infinity'],
    [{ max: 0, per: 1 }, RangeError, 'rateLimit: max must be an integer >= 1, got 0'],
    [{ max: 1.5, per: 1 }, RangeError, 'rateLimit: max must be an integer >= 1, got 1.5'],
    [{ per: 1 }, TypeError, 'rateLimit needs `max`: an integer >= 1'],
    [{ max: 1 }, TypeError, 'rateLimit needs `per`: a finite number of ms > 0'],
    [{ max: 1, per: 0 }, RangeError, 'rateLimit: per must be a finite number of ms > 0, got 0'],
    [{ max: 1, per: Infinity }, RangeError, 'rateLimit: per must be a finite number of ms > 0, got Infinity'],
    [{ max: 1, per: '1s' }, TypeError, "rateLimit: per must be a finite number of ms > 0, got '1s'"],
    [{ max: 1, per: 1, scheduler: 1 }, TypeError, 'rateLimit: scheduler must be an RxJS scheduler, got 1'],
    [{ max: 1, per: 1, every: 1 }, TypeError, "rateLimit: unknown option 'every': the options are scheduler, max, per"],
    [undefined, TypeError, 'rateLimit: options must be an object, got undefined'],
  ])('U1 refuses %p', (options, error, message) => {
    expect(() => rateLimit(options as never)).toThrow(error);
    expect(() => rateLimit(options as never)).toThrow(message);
  });
});
