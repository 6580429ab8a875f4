import fc from 'fast-check';
import { config, VirtualTimeScheduler } from 'rxjs';
import { adaptiveLimit, type AdaptiveLimit, type AdaptiveLimitOptions } from 'rxjs-stages';
import { settings } from '../properties/settings';
import { marbles } from '../support/marbles';
import { FakeRun, giveBack, played } from './fake-run';

/** A client that has as many attempts at work as it is told, on a limit of its own. */
class Client {
  readonly limit: AdaptiveLimit;
  private readonly clock = new VirtualTimeScheduler();
  private readonly run: FakeRun;

  constructor(options: AdaptiveLimitOptions) {
    this.limit = adaptiveLimit({ ...options, scheduler: this.clock });
    this.run = new FakeRun(this.limit, () => undefined);
  }

  /** Has so many attempts begin one ms from now and end together, some ms later. @returns the limit then */
  attempts(count: number, duration: number, failure?: { readonly reason: unknown }): number {
    this.clock.frame++;
    this.begin(count);
    this.clock.frame += duration;
    for (let each = 0; each < count; each++) giveBack(this.limit, { failure, duration });
    return this.limit.limit;
  }

  begin(count: number): void {
    for (let each = 0; each < count; each++) this.run.want(false);
  }

  /** Has time pass. @returns whether the limit is idle then */
  idleAfter(ms: number): boolean {
    this.clock.frame += ms;
    return this.limit.idle;
  }
}

const failure = { reason: new Error('overloaded') };

describe('adaptiveLimit', () => {
  it('B1 begins with the least, grows by one per round trip while attempts succeed, and ends with the most', () => {
    marbles(({ hot, cold, expectObservable, flush }) => {
      const seen: number[] = [];
      const limit = adaptiveLimit({ max: 4 });
      const wants = '   (aaaaaaaaaaaaaaaaaa)';
      const expected = ' a 9ms (aa) 6ms (aa) 6ms (aaa) 5ms (aaaa) 4ms (aaaa) 4ms (aa)';
      const looks = '   5ms l 9ms l 9ms l 9ms l 9ms l';
      cold(looks).subscribe(() => seen.push(limit.limit));

      expectObservable(played(limit, hot(wants), 10)).toBe(expected);
      flush();
      expect(seen).toEqual([1, 2, 2, 3, 4]);
    });
  });

  it('does not grow while less than half of it is used', () => {
    const client = new Client({ max: 20, initial: 10 });

    for (let each = 0; each < 100; each++) client.attempts(4, 10);

    expect(client.limit.limit).toBe(10);

    for (let each = 0; each < 20; each++) client.attempts(5, 10);

    expect(client.limit.limit).toBe(11);
  });

  it('shrinks by a tenth when attempts fail, once per round trip', () => {
    const client = new Client({ max: 100, initial: 100 });

    expect([1, 2, 3].map(() => client.attempts(50, 10, failure))).toEqual([90, 81, 72]);
  });

  it('learns nothing from what began before the last decrease', () => {
    const client = new Client({ max: 100, initial: 50 });
    client.begin(40);
    client.attempts(1, 10, failure);

    for (let each = 0; each < 20; each++) giveBack(client.limit, { failure, duration: 10 });
    for (let each = 0; each < 20; each++) giveBack(client.limit, { failure: undefined, duration: 10 });

    expect(client.limit.limit).toBe(45);
  });

  it('takes all that fails within one ms for one round trip', () => {
    const client = new Client({ max: 100, initial: 50 });

    expect([client.attempts(40, 0, failure), client.attempts(40, 0, failure)]).toEqual([45, 40]);
  });

  it('does not shrink below the least', () => {
    const client = new Client({ min: 3, max: 10, initial: 10 });
    for (let each = 0; each < 50; each++) client.attempts(1, 10, failure);

    expect(client.limit.limit).toBe(3);
  });

  it('learns nothing from a failure that is no sign of overload', () => {
    const client = new Client({ max: 10, initial: 5, when: (reason) => reason === 503 });

    for (let each = 0; each < 20; each++) client.attempts(5, 10, { reason: 404 });

    expect(client.limit.limit).toBe(5);
    expect(client.attempts(5, 10, { reason: 503 })).toBe(4);
  });

  it('reports what `when` throws, and learns nothing then', async () => {
    const client = new Client({
      max: 5,
      when: () => {
        throw new RangeError('when');
      },
    });
    const reported = new Promise((resolve) => {
      config.onUnhandledError = resolve;
    });

    expect(client.attempts(1, 10, failure)).toBe(1);
    expect(client.limit.active).toBe(0);
    await expect(reported).resolves.toEqual(new RangeError('when'));

    config.onUnhandledError = null;
  });

  it('shrinks when latency has risen, each time for new answers, and stops when that has become usual', () => {
    const client = new Client({ max: 1_000_000, initial: 1_000_000 });
    for (let each = 0; each < 2_000; each++) client.attempts(1, 10);

    expect(client.limit.limit).toBe(1_000_000);

    for (let each = 0; each < 16; each++) client.attempts(1, 40);
    const soon = client.limit.limit;

    expect([900_000, 810_000]).toContain(soon);

    for (let each = 0; each < 400; each++) client.attempts(1, 40);
    const later = client.limit.limit;

    expect(later).toBeLessThan(soon);

    for (let each = 0; each < 400; each++) client.attempts(1, 40);

    expect(client.limit.limit).toBe(later);
  });

  it('does not shrink for one slow answer, nor for differences of a clock tick', () => {
    const client = new Client({ max: 100, initial: 100 });

    for (let each = 1; each < 500; each++) client.attempts(1, each % 100 === 0 ? 150 : 10);

    expect(client.limit.limit).toBe(100);

    const quick = new Client({ max: 100, initial: 100 });
    for (let each = 1; each < 500; each++) quick.attempts(1, 0);
    for (let each = 1; each < 16; each++) quick.attempts(1, 1);

    expect(quick.limit.limit).toBe(100);
  });

  it('is not idle while what it has learned is not a minute old', () => {
    const client = new Client({ max: 10 });

    expect(client.idleAfter(0)).toBe(true);

    client.attempts(1, 10);

    expect([client.idleAfter(59_999), client.idleAfter(1)]).toEqual([false, true]);
  });

  it('B1 stays within its bounds, grows only while it is used, and shrinks once per round trip, whatever happens', () => {
    const round = fc.record({ count: fc.integer({ min: 1, max: 30 }), duration: fc.nat(50), fails: fc.boolean() });
    const bounds = fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8)).map(([a, b, c]) => [1 + a, 1 + a + b, 1 + a + b + c] as const);
    fc.assert(
      fc.property(bounds, fc.array(round, { maxLength: 60 }), ([min, initial, max], rounds) => {
        const client = new Client({ min, initial, max });
        for (const { count, duration, fails } of rounds) {
          const before = client.limit.limit;
          const used = Math.min(count, before);
          const after = client.attempts(used, duration, fails ? failure : undefined);

          expect(after).toBeGreaterThanOrEqual(min);
          expect(after).toBeLessThanOrEqual(max);
          expect(after).toBeGreaterThanOrEqual(Math.floor(before * 0.9));
          expect(after).toBeLessThanOrEqual(fails || used * 2 < before ? before : before + 1);
        }
      }),
      settings(500),
    );
  });

  it.each([
    [{}, TypeError, 'adaptiveLimit needs `max`: an integer >= 1 or Infinity'],
    [{ max: 0 }, RangeError, 'adaptiveLimit: max must be an integer >= 1 or Infinity, got 0'],
    [{ min: 5, max: 4 }, RangeError, 'adaptiveLimit: max must be an integer >= min (5) or Infinity, got 4'],
    [{ min: 0, max: 4 }, RangeError, 'adaptiveLimit: min must be an integer >= 1, got 0'],
    [{ min: Infinity, max: Infinity }, RangeError, 'adaptiveLimit: min must be an integer >= 1, got Infinity'],
    [{ min: 2, max: 4, initial: 1 }, RangeError, 'adaptiveLimit: initial must be an integer >= min (2) and <= max (4), got 1'],
    [{ max: 4, initial: 5 }, RangeError, 'adaptiveLimit: initial must be an integer >= min (1) and <= max (4), got 5'],
    [{ max: 4, when: 503 }, TypeError, 'adaptiveLimit: when must be a function, got 503'],
    [{ max: 4, backoff: 0.5 }, TypeError, "adaptiveLimit: unknown option 'backoff': the options are scheduler, min, max, initial, when"],
    [4, TypeError, 'adaptiveLimit: options must be an object, got 4'],
  ])('U1 refuses %p', (options, error, message) => {
    expect(() => adaptiveLimit(options as never)).toThrow(error);
    expect(() => adaptiveLimit(options as never)).toThrow(message);
  });
});
