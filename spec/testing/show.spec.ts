import { show } from '../../src/testing/diagrams/show';

describe('show', () => {
  class User {
    constructor(readonly id: number) {}
  }
  const own: { self?: unknown } = {};
  own.self = own;

  it.each<[unknown, string]>([
    ['a', "'a'"],
    [undefined, 'undefined'],
    [-0, '0'],
    [NaN, 'NaN'],
    [12n, '12n'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[1, [undefined, null]], '[1, [undefined, null]]'],
    [{ value: 'x', 'retry-after': NaN }, "{ value: 'x', 'retry-after': NaN }"],
    [{}, '{}'],
    [Object.create(null), '{}'],
    [new User(7), 'User { id: 7 }'],
    [new RangeError('no'), 'RangeError: no'],
    [{ reason: new RangeError('no') }, '{ reason: RangeError: no }'],
    [new Set([1, 'a']), "Set {1, 'a'}"],
    [new Map([['a', { b: 1 }]]), "Map {'a' → { b: 1 }}"],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [own, '{ self: [circular] }'],
    [{ a: { b: { c: { d: { e: 1 } } } } }, '{ a: { b: { c: { d: { e: … } } } } }'],
    [expect.any(Number), 'Any<Number>'],
    [{ a: expect.stringContaining('x') as unknown }, "{ a: StringContaining 'x' }"],
    ['long '.repeat(100), `'${'long '.repeat(48).slice(0, 239)}…`],
  ])('%#: writes a value as code has it', (value, text) => {
    expect(show(value)).toBe(text);
  });
});
