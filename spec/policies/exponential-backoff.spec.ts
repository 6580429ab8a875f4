import fc from 'fast-check';
import { exponentialBackoff } from 'rxjs-stages';
import { settings } from '../properties/settings';

const half = (): number => 0.5;
const one = (): number => 1;

describe('exponentialBackoff', () => {
  it.each([
    ['full', 0, [0, 0, 0, 0]],
    ['full', 0.5, [50, 100, 200, 400]],
    ['equal', 0, [50, 100, 200, 400]],
    ['equal', 0.5, [75, 150, 300, 600]],
    ['none', 0.5, [100, 200, 400, 800]],
  ] as const)('has the delays grow, with %s jitter and chance %d', (jitter, chance, delays) => {
    const delay = exponentialBackoff({ jitter });

    expect([1, 2, 3, 4].map((retry) => delay(undefined, retry, () => chance))).toEqual(delays);
  });

  it('begins with 100 ms, doubles, ends with 30,000, and leaves all to chance by default', () => {
    const delay = exponentialBackoff();

    expect([1, 2, 9, 10, 11].map((retry) => delay(undefined, retry, one))).toEqual([100, 200, 25_600, 30_000, 30_000]);
    expect(delay(undefined, 1, half)).toBe(50);
  });

  it('takes all from its options', () => {
    const delay = exponentialBackoff({ initial: 7, factor: 3, max: 60, random: half });

    expect([1, 2, 3].map((retry) => delay(undefined, retry, one))).toEqual([3.5, 10.5, 30]);
  });

  it('gives a number of ms up to the longest, for any retry', () => {
    const span = fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true });
    const factor = fc.double({ min: 1, max: Number.MAX_VALUE, noNaN: true });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        span,
        factor,
        span,
        fc.constantFrom('full', 'equal', 'none'),
        chance,
        fc.integer({ min: 1 }),
        (initial, base, max, jitter, random, retry) => {
          const ms = exponentialBackoff({ initial, factor: base, max, jitter })(undefined, retry, () => random);

          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(max);
        },
      ),
      settings(1_000),
    );
  });

  it('gives a number when the power is none', () => {
    expect(exponentialBackoff({ initial: 0 })(undefined, 5_000, one)).toBe(0);
    expect(exponentialBackoff()(undefined, 5_000, one)).toBe(30_000);
  });

  it('asks for no chance where nothing is left to it', () => {
    const random = jest.fn(half);

    exponentialBackoff({ jitter: 'none', random })(undefined, 1, random);

    expect(random).not.toHaveBeenCalled();
  });

  it.each([
    [{ initial: -1 }, RangeError, 'exponentialBackoff: initial must be a finite number of ms >= 0, got -1'],
    [{ initial: '1s' }, TypeError, "exponentialBackoff: initial must be a finite number of ms >= 0, got '1s'"],
    [{ factor: 0.5 }, RangeError, 'exponentialBackoff: factor must be a finite number >= 1, got 0.5'],
    [{ factor: NaN }, RangeError, 'exponentialBackoff: factor must be a finite number >= 1, got NaN'],
    [{ max: Infinity }, RangeError, 'exponentialBackoff: max must be a finite number of ms >= 0, got Infinity'],
    [{ jitter: 'some' }, TypeError, "exponentialBackoff: jitter must be 'full', 'equal' or 'none', got 'some'"],
    [{ random: 0.5 }, TypeError, 'exponentialBackoff: random must be a function, got 0.5'],
    [{ base: 1 }, TypeError, "exponentialBackoff: unknown option 'base': the options are initial, factor, max, jitter, random"],
    [null, TypeError, 'exponentialBackoff: options must be an object, got null'],
  ])('U1 refuses %p', (options, error, message) => {
    expect(() => exponentialBackoff(options as never)).toThrow(error);
    expect(() => exponentialBackoff(options as never)).toThrow(message);
  });
});
