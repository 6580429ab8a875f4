import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { memoryCache } from '../../src/policies/memory-cache';
import { settings } from '../properties/settings';
import { marbles } from '../support/marbles';

describe('memoryCache', () => {
  it('keeps answers by stage and key', () => {
    const cache = memoryCache();
    cache.set('a', 'bc', [1, 2]);
    cache.set('ab', 'c', []);

    expect([cache.get('a', 'bc'), cache.get('ab', 'c'), cache.get('abc', ''), cache.size]).toEqual([[1, 2], [], undefined, 2]);
  });

  it('T1 keeps an answer for so many ms, and removes it when it is asked for afterwards', () => {
    marbles(({ cold, flush }) => {
      const seen: unknown[] = [];
      const cache = memoryCache({ ttl: 3 });
      cold('s-ggg').subscribe((act) => {
        if (act === 's') cache.set('stage', 'key', ['answer']);
        else seen.push(cache.get('stage', 'key'), cache.size);
      });
      flush();

      expect(seen).toEqual([['answer'], 1, undefined, 0, undefined, 0]);
    });
  });

  it('T1 goes by its own clock, and counts from when an answer was kept last', () => {
    const clock = new VirtualTimeScheduler();
    const cache = memoryCache({ ttl: 10, scheduler: clock });
    const seen: unknown[] = [];
    for (const at of [0, 6]) clock.schedule(() => { cache.set('s', 'k', [at]); }, at); // prettier-ignore
    for (const at of [15, 16]) clock.schedule(() => seen.push(cache.get('s', 'k')), at);

    clock.flush();

    expect(seen).toEqual([[6], undefined]);
  });

  it('replaces the answer that nobody has asked for longest', () => {
    const cache = memoryCache({ max: 2 });
    cache.set('s', 'a', ['a']);
    cache.set('s', 'b', ['b']);
    cache.get('s', 'a');
    cache.set('s', 'c', ['c']);

    expect(['a', 'b', 'c'].map((key) => cache.get('s', key))).toEqual([['a'], undefined, ['c']]);
  });

  it.each([
    [undefined, 1_000],
    [5_000, 5_000],
    [Infinity, 6_000],
  ])('keeps, of 6,000, with a bound of %p: %i', (max, kept) => {
    const cache = memoryCache({ max });
    for (let key = 0; key < 6_000; key++) cache.set('s', String(key), [key]);

    expect([cache.size, cache.get('s', String(6_000 - kept)), cache.get('s', String(6_000 - kept - 1))]).toEqual([kept, [6_000 - kept], undefined]);
  });

  it('forgets all at once', () => {
    const cache = memoryCache();
    cache.set('s', 'a', ['a']);
    cache.clear();

    expect([cache.size, cache.get('s', 'a')]).toEqual([0, undefined]);
  });

  it('does as a list would that is kept in order of use, whatever is asked of it', () => {
    const step = fc.record({ act: fc.constantFrom('get', 'set', 'wait'), key: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), (steps, max, ttl) => {
        const clock = new VirtualTimeScheduler();
        const cache = memoryCache({ max, ttl, scheduler: clock });
        let list: { key: string; values: number[]; until: number }[] = [];
        for (const [index, { act, key }] of steps.entries()) {
          if (act === 'wait') clock.frame++;
          const known = list.find((each) => each.key === key);
          const others = list.filter((each) => each !== known);
          const good = known !== undefined && clock.frame < known.until ? known : undefined;
          if (act === 'get') list = good === undefined ? others : [...others, good];
          expect(act === 'get' ? cache.get('s', key) : good?.values).toEqual(good?.values);
          if (act === 'set') {
            cache.set('s', key, [index]);
            list = [...others, { key, values: [index], until: clock.frame + ttl }].slice(-max);
          }
          expect(cache.size).toBe(list.length);
        }
      }),
      settings(500),
    );
  });

  it.each([
    [{ max: 0 }, RangeError, 'memoryCache: max must be an integer >= 1 or Infinity, got 0'],
    [{ ttl: 0 }, RangeError, 'memoryCache: ttl must be a number of ms > 0, got 0'],
    [{ ttl: '1m' }, TypeError, "memoryCache: ttl must be a number of ms > 0, got '1m'"],
    [{ scheduler: {} }, TypeError, 'memoryCache: scheduler must be an RxJS scheduler, got an object'],
    [{ size: 1 }, TypeError, "memoryCache: unknown option 'size': the options are max, ttl, scheduler"],
    [[], TypeError, 'memoryCache: options must be an object, got an array of 0'],
  ])('U1 refuses %p', (options, error, message) => {
    expect(() => memoryCache(options as never)).toThrow(error);
    expect(() => memoryCache(options as never)).toThrow(message);
  });
});
