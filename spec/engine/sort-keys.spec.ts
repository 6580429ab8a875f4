import { byAge, byDepth, byPath, byTurn } from '../../src/engine/sort-keys';
import type { Branch, SortKey } from '../../src/engine/types';

const key = (more: Partial<SortKey>): SortKey => ({ depth: 1, attempts: 0, number: 1, path: [0], ...more });

describe('sort keys', () => {
  it.each<[number[], number[]]>([
    [[0], [1]],
    [[0], [0, 0]],
    [
      [0, 1],
      [0, 2],
    ],
    [
      [0, 5],
      [1, 0],
    ],
    [
      [0, 5, 3],
      [1, 0],
    ],
    [[0, 5], [1]],
    [
      [2, 1, 1],
      [2, 1, 2],
    ],
  ])('O4 the path %j goes before %j', (one, other) => {
    expect(byPath(key({ path: one }), key({ path: other }))).toBe(true);
    expect(byPath(key({ path: other }), key({ path: one }))).toBe(false);
    expect(byPath(key({ path: one }), key({ path: one }))).toBe(false);
  });

  const byAgeToo: [string, Partial<SortKey>, Partial<SortKey>][] = [
    ['a retry', { attempts: 1, number: 9 }, { number: 1 }],
    ['the older one', { number: 1 }, { number: 9 }],
    ['of two retries the older one', { attempts: 1, number: 1 }, { attempts: 2, number: 9 }],
  ];

  it.each(byAgeToo)('O3 %s goes first', (_, one, other) => {
    expect(byAge(key(one), key(other))).toBe(true);
    expect(byAge(key(other), key(one))).toBe(false);
  });

  it.each([['the longer path', { depth: 2, number: 9 }, { attempts: 1 }] as const, ...byAgeToo])(
    'O3 in a recursive stage %s goes first',
    (_, one, other) => {
      expect(byDepth(key(one), key(other))).toBe(true);
      expect(byDepth(key(other), key(one))).toBe(false);
    },
  );

  it('B2 what was suspended before goes on first', () => {
    const [early, late] = [0, 1].map((turn) => ({ attempt: { turn } }) as unknown as Branch) as [Branch, Branch];

    expect([byTurn(early, late), byTurn(late, early), byTurn(late, late)]).toEqual([true, false, false]);
  });
});
