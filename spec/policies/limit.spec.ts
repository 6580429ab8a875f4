import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { concurrencyLimit, perKey, rateLimit } from 'rxjs-stages';
import { settings } from '../properties/settings';
import { marbles } from '../support/marbles';
import { FakeRun, giveBack, played } from './fake-run';
import { play, traffic, unfair } from './traffic';

describe('a limit', () => {
  it('B1 lets as many work as may; who waits takes what is given back in the same frame', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   abc-d------';
      const expected = ' ab---cd----';

      expectObservable(played(concurrencyLimit(2), hot(wants), 5)).toBe(expected);
    });
  });

  it('B1 starts nothing after its bound is lowered until less than that works', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   aaab--------';
      const max = '     ----1-------';
      const expected = ' aaa-----b---';
      const limit = concurrencyLimit(3);
      hot(max).subscribe((each) => {
        limit.setMax(Number(each));
      });

      expectObservable(played(limit, hot(wants), 6)).toBe(expected);
    });
  });

  it('B1 starts who waits at once when its bound is raised', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   abc---------';
      const max = '     ----3-------';
      const expected = ' a---(bc)----';
      const limit = concurrencyLimit(1);
      hot(max).subscribe((each) => {
        limit.setMax(Number(each));
      });

      expectObservable(played(limit, hot(wants), 9)).toBe(expected);
    });
  });

  it('T1 lets nothing start or go on in a pause, the longest of several', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   a-bA------c-';
      const pauses = '  -52---------';
      const expected = ' a-----(bA)c-';
      const limit = concurrencyLimit(9);
      hot(pauses).subscribe((ms) => {
        limit.pauseFor(Number(ms));
      });

      expectObservable(played(limit, hot(wants), 9)).toBe(expected);
    });
  });

  it('B2 lets who waits to go on and who waits to start have their turns alternately', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   abCdEf------';
      const expected = ' a-b-C-d-E-f-';

      expectObservable(played(concurrencyLimit(1), hot(wants), 2)).toBe(expected);
    });
  });

  it('T1 has its alarm ring, whoever else comes in the frame in which it is due', () => {
    marbles(({ hot, expectObservable }) => {
      const wants = '   ab--------A--';
      const expected = ' a---------(bA)';

      expectObservable(played(rateLimit({ max: 1, per: 10 }), hot(wants), 1)).toBe(expected);
    });
  });

  it('T1 has its alarm ring, whoever leaves in the frame in which it is due', () => {
    const clock = new VirtualTimeScheduler();
    const limit = rateLimit({ max: 1, per: 10, scheduler: clock });
    const seen: string[] = [];
    const [first, second] = ['first', 'second'].map((name) => new FakeRun(limit, () => seen.push(`${name} at ${String(clock.now())}`)));
    clock.schedule(() => {
      second?.want(true);
      first?.leave();
    }, 10);

    first?.want(false);
    first?.want(false);
    clock.flush();

    expect(seen).toEqual(['first at 0', 'second at 10']);
  });

  it('C1 has no alarm once nobody waits', () => {
    const clock = new VirtualTimeScheduler();
    const limit = rateLimit({ max: 1, per: 10, scheduler: clock });
    const run = new FakeRun(limit, () => undefined);

    run.want(false);
    run.want(false);

    expect([clock.actions.length, limit.waiting]).toEqual([1, 1]);

    run.leave();

    expect([clock.actions.length, limit.waiting]).toEqual([0, 0]);
  });

  it('C1 has no alarm once nobody waits, in the frame in which it is due either', () => {
    const clock = new VirtualTimeScheduler();
    const limit = rateLimit({ max: 1, per: 10, scheduler: clock });
    const run = new FakeRun(limit, () => undefined);
    const alarms: number[] = [];
    clock.schedule(() => {
      alarms.push(clock.actions.length);
      run.leave();
      alarms.push(clock.actions.length);
    }, 10);

    run.want(false);
    run.want(false);
    clock.flush();

    expect(alarms).toEqual([1, 0]);
  });

  it('B2 ends a pause early, one without an end too, also one of all groups', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const wants = '     a------';
      const resumes = '   ----|   ';
      const expected = '  ----a--';
      const limit = concurrencyLimit(1);
      const groups = perKey(() => concurrencyLimit(1));
      limit.pauseFor(Infinity);
      groups.pauseFor(Infinity);
      const group = groups.by(() => 'all')('a');
      for (const each of [limit, groups]) cold(resumes).subscribe({ complete: () => { each.resume(); } }); // prettier-ignore

      expectObservable(played(limit, hot(wants), 1)).toBe(expected);
      expectObservable(played(group, hot(wants), 1)).toBe(expected);
    });
  });

  it('B2 gives a turn that is missed by who leaves to the next, within the moment in which it was due', () => {
    const clock = new VirtualTimeScheduler();
    const limit = concurrencyLimit(1, { scheduler: clock });
    const seen: string[] = [];
    const [first, second] = ['first', 'second'].map((name) => new FakeRun(limit, () => seen.push(`${name} at ${String(clock.now())}`)));
    limit.pauseFor(10);
    clock.schedule(() => {
      second?.want(true);
      first?.leave();
    }, 10);

    first?.want(false);
    clock.flush();

    expect(seen).toEqual(['second at 10']);
  });

  it('B1 lets the others have their turns if a run throws in its own', () => {
    const limit = concurrencyLimit(1);
    const seen: string[] = [];
    const [holder, second] = ['holder', 'second'].map((name) => new FakeRun(limit, () => seen.push(name)));
    holder?.want(false);
    limit.wait(
      {
        turn() {
          throw new Error('a teardown');
        },
        heldUpBy: () => 1,
        holders: () => [],
      },
      false,
    );
    second?.want(false);

    expect(() => {
      giveBack(limit);
    }).toThrow('a teardown');
    expect(seen).toEqual(['holder', 'second']);
  });

  it('T1 waits longer than timers can', () => {
    const clock = new VirtualTimeScheduler();
    const limit = concurrencyLimit(1, { scheduler: clock });
    const seen: number[] = [];

    limit.pauseFor(5_000_000_000);
    new FakeRun(limit, () => seen.push(clock.now())).want(false);

    expect(clock.actions[0]?.delay).toBe(2 ** 31 - 1);

    clock.flush();

    expect(seen).toEqual([5_000_000_000]);
  });

  it.each([
    ['concurrency', 1, false],
    ['concurrency', 3, true],
    ['rate', 2, false],
    ['rate', 3, true],
  ] as const)('B1 B2 is fair and leaves nobody behind, for any traffic (%s, %i, pauses: %s)', (kind, max, pauses) => {
    fc.assert(
      fc.property(traffic(pauses), (steps) => {
        const clock = new VirtualTimeScheduler();
        const limit = kind === 'rate' ? rateLimit({ max, per: 7, scheduler: clock }) : concurrencyLimit(max, { scheduler: clock });

        const notes = play(limit, clock, steps);

        expect(unfair(notes)).toEqual([]);
        expect(notes.filter(({ what }) => what === 'takes')).toHaveLength(steps.length);
        expect([limit.active, limit.waiting, limit.resting, clock.actions.length]).toEqual([0, 0, true, 0]);
      }),
      settings(400),
    );
  });

  it.each([
    ['a string', () => concurrencyLimit('4' as never), "concurrencyLimit: max must be an integer >= 1 or Infinity, got '4'"],
    ['zero', () => concurrencyLimit(0), 'concurrencyLimit: max must be an integer >= 1 or Infinity, got 0'],
    ['a lowered bound of zero', () => { concurrencyLimit(1).setMax(0); }, 'setMax: max must be an integer >= 1 or Infinity, got 0'], // prettier-ignore
    ['a pause of less than nothing', () => { concurrencyLimit(1).pauseFor(-1); }, 'pauseFor: ms must be a number of ms >= 0, got -1'], // prettier-ignore
    ['another option', () => concurrencyLimit(1, { max: 2 } as never), "concurrencyLimit: unknown option 'max': the options are scheduler"],
  ])('U1 refuses %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
