import { inspect } from 'node:util';
import { describe as describeSafely } from '../../src/waterfall/describe';
import { HOSTILE } from '../support/hostile-values';

const SHOWN: readonly (readonly [value: unknown, shown: string])[] = [
  ['rxjs', "'rxjs'"],
  ['x'.repeat(100), `'${'x'.repeat(80)}…' (100 characters)`],
  [7, '7'],
  [7n, '7n'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [{ id: 7, password: 'secret' }, '{ id: 7 }'],
  [{ name: 'a', id: { deep: 'secret' } }, "{ name: 'a' }"],
  [{ key: 'k' }, "{ key: 'k' }"],
  [{ headers: { authorization: 'secret' }, data: 'secret' }, 'an object'],
  [[1, 'secret'], 'an array of 2'],
  [new Map([['secret', 1]]), 'a Map of 1'],
  [new URL('https://user:secret@example.org/a/b?token=secret#secret'), 'https://…@example.org/a/b?…'],
  ['https://example.org/a#secret', "'https://example.org/a#…'"],
  ['GET https://user:secret@example.org/a?b=secret now', "'GET https://…@example.org/a?… now'"],
  ['//user:secret@example.org/a', "'//…@example.org/a'"],
  ['/users/7?token=secret', "'/users/7?…'"],
  ['users?token=secret', "'users?…'"],
  ['is it so?', "'is it so?'"],
  ['admin:secret@db.example', "'…@db.example'"],
  ['someone@example.org', "'someone@example.org'"],
  ['password=secret', "'password=…'"],
  ['size=7', "'size=7'"],
  ['Authorization: Bearer secret', "'Authorization: Bearer …'"],
  ['{"password":"secret"}', 'a string of 21'],
  ['  <html>secret', 'a string of 14'],
  ['a\u202eb\n', "'a\\u{202e}b\\n'"],
  [new TypeError('not so'), 'TypeError: not so'],
  [new Error('GET https://example.org/?key=secret failed'), 'Error: GET https://example.org/?… failed'],
  [new Error('x'.repeat(300)), `Error: ${'x'.repeat(193)}…`],
  [Object.assign(new Error('no'), { code: 'ECONNRESET', status: 500, config: { secret: 1 } }), 'Error: no (status 500, ECONNRESET)'],
  [Object.assign(new Error('no'), { code: 'se cret' }), 'Error: no'],
  [Object.assign(new Error('no'), { name: 7, message: {} }), 'Error: '],
];

describe('what a page shows of a value', () => {
  it.each(SHOWN.map(([value, shown]) => [inspect(value).slice(0, 60), value, shown] as const))(
    'is in short, without secrets: %s',
    (_, value, shown) => {
      expect(describeSafely(value)).toBe(shown);
    },
  );

  it('is a line, whatever the value', () => {
    for (const [, hostile] of HOSTILE) {
      const shown = describeSafely(hostile().value);

      expect(shown).not.toMatch(/[\n\r\u2028\u202e]/);
      expect(shown.length).toBeLessThan(300);
      expect(shown).not.toContain('secret');
    }
  });
});
