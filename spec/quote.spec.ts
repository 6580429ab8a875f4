import { quote, quoteAll } from '../src/quote';

const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const no = (): never => {
  throw new Error('no');
};
const hostile = new Proxy({}, { get: no, getPrototypeOf: no, has: no, ownKeys: no, getOwnPropertyDescriptor: no });
class Request {
  readonly headers = { authorization: 'Bearer secret' };
}

describe('quote', () => {
  it.each<[unknown, string]>([
    ['a', "'a'"],
    ['', "''"],
    ["it's\\", "'it\\'s\\\\'"],
    ['a\tb\nc\r\b\f', "'a\\tb\\nc\\r\\b\\f'"],
    ['\u0000\u001b[31m\u007f\u0085', "'\\u0000\\u001b[31m\\u{7f}\\u{85}'"],
    ['\u2028\u202e\ufeff\ud800', "'\\u{2028}\\u{202e}\\u{feff}\\ud800'"],
    ['"é😀"', '\'"é😀"\''],
    ['x'.repeat(80), `'${'x'.repeat(80)}'`],
    ['x'.repeat(81), `'${'x'.repeat(80)}…' (81 characters)`],
    ['\n'.repeat(41), `'${'\\n'.repeat(40)}…' (41 characters)`],
    [`${'x'.repeat(79)}😀`, `'${'x'.repeat(79)}…' (81 characters)`],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [0.5, '0.5'],
    [-Infinity, '-Infinity'],
    [12n, '12n'],
    [10n ** 100n, `1${'0'.repeat(79)}… (102 characters)`],
    [Symbol('s'), 'Symbol(s)'],
    [Symbol('s'.repeat(4_000)), `Symbol(${'s'.repeat(73)}… (4008 characters)`],
    [() => 'secret', 'a function'],
    [Request, 'a function'],
    [[1, 2, 3], 'an array of 3'],
    [[], 'an array of 0'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [{ length: 3 }, 'an object'],
    [new Request(), 'an object'],
    [new Map([['a', 1]]), 'a Map of 1'],
    [new Set([1, 2]), 'a Set of 2'],
    [new Uint8Array(5), 'a Uint8Array of 5'],
    [Promise.resolve('secret'), 'a Promise'],
    [new Date(0), 'a Date'],
    [/secret/, 'a RegExp'],
    [new RangeError('secret'), 'an Error'],
    [new URL('https://user:secret@example.org'), 'a URL'],
    [new Headers({ authorization: 'secret' }), 'a Headers'],
    [{ [Symbol.toStringTag]: 'Zone' }, 'a Zone'],
    [{ [Symbol.toStringTag]: 'X'.repeat(4_000) }, 'an object'],
    [{ [Symbol.toStringTag]: 'Bearer secret' }, 'an object'],
    [Object.defineProperty({}, Symbol.toStringTag, { get: no }), 'an object'],
    [new Proxy([1], { get: (_, name) => (name === 'length' ? 'secret' : undefined) }), 'an array'],
  ])('%#: shows a text, and of anything else its type and size', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('never throws', () => {
    expect(quote(revoked({}))).toBe('an object');
    expect(quote(revoked([]))).toBe('an object');
    expect(quote(revoked(no))).toBe('a function');
    expect(quote(hostile)).toBe('an object');
  });

  it('looks at no more of a text than it shows', () => {
    const text = 'x'.repeat(4_000_104);

    expect(quote(text)).toBe(`'${'x'.repeat(80)}…' (4000104 characters)`);
  });
});

describe('quoteAll', () => {
  it('shows the first of many', () => {
    expect(quoteAll(['a', 1])).toBe("'a', 1");
    expect(quoteAll([1, 2, 3, 4, 5, 6, 7, 8])).toBe('1, 2, 3, 4, 5, 6, 7, 8');
    expect(quoteAll(Array.from({ length: 1_000 }, (_, index) => index))).toBe('0, 1, 2, 3, 4, 5, 6, 7 and 992 more');
  });
});
