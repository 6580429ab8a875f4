import fc from 'fast-check';
import { merge, mergeMap, of, VirtualTimeScheduler } from 'rxjs';
import { concurrencyLimit, type Limit, perKey, rateLimit } from 'rxjs-stages';
import { beginLoop, endLoop, flush } from '../../src/policies/trampoline';
import { settings } from '../properties/settings';
import { marbles } from '../support/marbles';
import { FakeRun, giveBack, played } from './fake-run';

const itself = (key: unknown): unknown => key;

/** Takes a limit, and gives it back at once. */
function use(limit: Limit): void {
  limit.acquire(false);
  giveBack(limit);
}

describe('perKey', () => {
  it('B1 bounds each group by itself: one that is held up holds no other up', () => {
    marbles(({ hot, expectObservable }) => {
      const firsts = '  ab----------';
      const others = '  --cd--------';
      const expected = 'a-c--b-d----';
      const groups = perKey(() => concurrencyLimit(1)).by((host: string) => host);

      expectObservable(merge(played(groups('first'), hot(firsts), 5), played(groups('other'), hot(others), 5))).toBe(expected);
    });
  });

  it('has one limit for a group, whichever stage asks and however it says', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const byHost = groups.by((url: URL) => url.host);
    const byName = groups.by((name: string) => name);

    expect(byName('example.org')).toBe(byHost(new URL('https://example.org/a')));
    expect(byName('example.com')).not.toBe(byName('example.org'));
  });

  it.each([[NaN], [undefined], [null], [0], [''], [Symbol('key')], [{}]])('takes %p for a group', (key) => {
    const keyed = perKey(() => concurrencyLimit(1)).by(itself);

    expect(keyed(key)).toBe(keyed(key));
  });

  it('counts over all groups what is at work and what waits', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const keyed = groups.by(itself);
    const runs = ['a', 'b'].map((key) => new FakeRun(keyed(key), () => undefined));

    for (const run of runs) for (let each = 0; each < 3; each++) run.want(false);

    expect([groups.active, groups.waiting, groups.size]).toEqual([2, 4, 2]);
  });

  it('T1 pauses all groups, and those that are made later for what remains', () => {
    marbles(({ hot, expectObservable }) => {
      const firsts = '  a-b---------';
      const others = '  ----c-------';
      const pauses = '  -52---------';
      const expected = 'a-----(bc)--';
      const groups = perKey(() => concurrencyLimit(9));
      const keyed = groups.by(itself);
      hot(pauses).subscribe((ms) => {
        groups.pauseFor(Number(ms));
      });
      const other = hot(others).pipe(mergeMap((letter) => played(keyed('other'), of(letter), 9)));

      expectObservable(merge(played(keyed('first'), hot(firsts), 9), other)).toBe(expected);
    });
  });

  it('measures pauses by its own clock', () => {
    const clock = new VirtualTimeScheduler();
    const groups = perKey(() => concurrencyLimit(1, { scheduler: clock }), { scheduler: clock });
    const keyed = groups.by(itself);
    const seen: number[] = [];
    groups.pauseFor(10);
    clock.schedule(() => {
      new FakeRun(keyed('made later'), () => seen.push(clock.now())).want(false);
    }, 4);

    clock.flush();

    expect(seen).toEqual([10]);
  });

  it('forgets a group that nothing holds and nothing waits for', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const limit = groups.by(itself)('a');
    const run = new FakeRun(limit, () => undefined);
    run.want(false);
    run.want(false);

    giveBack(limit);

    expect(groups.size).toBe(1);

    giveBack(limit);

    expect(groups.size).toBe(0);
  });

  it('forgets a group for which somebody waited in vain, and one that nobody took', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const keyed = groups.by(itself);
    const run = new FakeRun(keyed('a'), () => undefined);
    keyed('a').pauseFor(0);
    keyed('a').acquire(false);
    run.want(false);
    keyed('b');
    giveBack(keyed('a'));
    run.leave();
    flush();

    expect([groups.size, groups.active, groups.waiting]).toEqual([1, 1, 0]);

    giveBack(keyed('a'));

    expect(groups.size).toBe(0);
  });

  it('forgets a group when the last run that waits for it leaves', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const limit = groups.by(itself)('a');
    const run = new FakeRun(limit, () => undefined);
    limit.wait(run, false);
    flush();

    expect(groups.size).toBe(1);

    limit.leave(run);
    flush();

    expect(groups.size).toBe(0);
  });

  it('forgets no group while a run is at work, which may be about to take it', () => {
    const groups = perKey(() => concurrencyLimit(1));
    const keyed = groups.by(itself);

    beginLoop();
    const first = keyed('a');
    use(keyed('b'));
    const again = keyed('a');
    endLoop();

    expect(again).toBe(first);
    expect(groups.size).toBe(0);
  });

  it('forgets a group only when its window is empty and its pause is over', () => {
    const clock = new VirtualTimeScheduler();
    const groups = perKey(() => rateLimit({ max: 2, per: 10, scheduler: clock }), { scheduler: clock });
    const keyed = groups.by(itself);
    const sizes: number[] = [];
    use(keyed('started'));
    keyed('paused').pauseFor(20);
    for (const at of [9, 10, 19, 20]) {
      clock.schedule(() => {
        for (const other of [1, 2]) keyed(`${String(other)} at ${String(at)}`);
        flush();
        sizes.push(groups.size);
      }, at);
    }

    clock.flush();

    expect(sizes).toEqual([2, 1, 1, 0]);
  });

  it('B4 remembers not many more groups than are in use, however many there were', () => {
    const clock = new VirtualTimeScheduler();
    const groups = perKey(() => rateLimit({ max: 1, per: 100, scheduler: clock }));
    const keyed = groups.by(itself);
    let most = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      clock.frame = ms;
      use(keyed(ms));
      most = Math.max(most, groups.size);
    }

    expect(most).toBeLessThan(150);
  });

  it('has one limit for each group that lives, and counts right, whatever happens', () => {
    const step = fc.record({
      act: fc.constantFrom('want', 'want', 'end', 'leave', 'wait', 'pause'),
      key: fc.nat(4),
      ms: fc.nat(6),
      loops: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.boolean(), (steps, rates) => {
        const clock = new VirtualTimeScheduler();
        const made = new Set<Limit>();
        const groups = perKey(
          () => {
            const limit = rates ? rateLimit({ max: 2, per: 5, scheduler: clock }) : concurrencyLimit(2, { scheduler: clock });
            made.add(limit);
            return limit;
          },
          { scheduler: clock },
        );
        const keyed = groups.by(itself);
        const living = new Map<Limit, { key: number; run: FakeRun }>();
        const held: Limit[] = [];
        for (const { act, key, ms, loops } of steps) {
          if (loops) beginLoop();
          if (act === 'want') {
            const limit = keyed(key);
            const run = living.get(limit)?.run ?? new FakeRun(limit, () => held.push(limit));
            living.set(limit, { key, run });
            run.want(false);
          }
          if (act === 'end' && held.length > 0) (held.shift() as Limit).release();
          if (act === 'leave') living.get(keyed(key))?.run.leave();
          if (act === 'pause') keyed(key).pauseFor(ms);
          if (act === 'wait') {
            clock.maxFrames = clock.frame + ms;
            clock.flush();
            clock.frame = clock.maxFrames;
          }
          if (loops) endLoop();
          else flush();
          const alive = [...living].filter(([limit]) => !limit.idle);
          expect(alive.map(([limit, { key: its }]) => keyed(its) === limit)).toEqual(alive.map(() => true));
          expect(groups.active).toBe(held.length);
          expect(groups.waiting).toBe([...living.values()].reduce((sum, { run }) => sum + run.waits(0), 0));
        }
        for (const { run } of living.values()) run.leave();
        for (const limit of held) limit.release();
        clock.frame += 100;
        for (let other = 10; other < 20; other++) keyed(other);
        flush();
        expect([groups.size, [...made].filter((limit) => !limit.idle)]).toEqual([0, []]);
      }),
      settings(500),
    );
  });

  it("says what is wrong if there is no limit for a group, or if it is another group's", () => {
    const shared = concurrencyLimit(1);
    const wrong = perKey(() => 4 as never).by(itself);
    const keyed = perKey(() => shared).by(itself);
    keyed('a');

    expect(() => wrong('a')).toThrow(new TypeError('perKey: the result of create must be a new limit each time, got 4'));
    expect(() => keyed('b')).toThrow(new TypeError('perKey: the result of create must be a new limit each time, got an object'));
  });

  it('F1 passes on what is thrown', () => {
    const groups = perKey(() => {
      throw new RangeError('create');
    });
    const throwing = groups.by(() => {
      throw new RangeError('by');
    });

    expect(() => groups.by(itself)('a')).toThrow(new RangeError('create'));
    expect(() => throwing('a')).toThrow(new RangeError('by'));
    expect(groups.size).toBe(0);
  });

  it.each([
    ['no function', () => perKey(concurrencyLimit(1) as never), TypeError, 'perKey: create must be a function, got an object'],
    [
      'another option',
      () => perKey(() => concurrencyLimit(1), { max: 1 } as never),
      TypeError,
      "perKey: unknown option 'max': the options are scheduler",
    ],
    ['a property', () => perKey(() => concurrencyLimit(1)).by('host' as never), TypeError, "by: keyOf must be a function, got 'host'"],
    ['a pause of less than nothing', () => { perKey(() => concurrencyLimit(1)).pauseFor(-1); }, RangeError, 'pauseFor: ms must be a number of ms >= 0, got -1'], // prettier-ignore
  ])('U1 refuses %s', (_what, act, error, message) => {
    expect(act).toThrow(error);
    expect(act).toThrow(message);
  });
});
