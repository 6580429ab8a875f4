import { runInNewContext } from 'node:vm';
import { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { httpRetry } from 'rxjs-stages/http';
import { deserializeReason, serializeReason } from '../src/serialized-error';

/** What is left of a reason when it was text for a while. */
const revived = (reason: unknown): unknown => deserializeReason(JSON.parse(JSON.stringify(serializeReason(reason))) as never);

const config = { method: 'get', url: '/users', headers: new AxiosHeaders({ authorization: 'secret' }), data: 'secret' } as InternalAxiosRequestConfig;

function failed(status: number, headers: Record<string, string>): AxiosError {
  const response = { status, statusText: '', headers: new AxiosHeaders(headers), config, data: { token: 'secret' } };
  return new AxiosError(`Request failed with status code ${String(status)}`, 'ERR_BAD_RESPONSE', config, { path: 'secret' }, response);
}

describe('a reason that was serialized', () => {
  it('is an Error with the name, the message, the code and the stack, if it was one', () => {
    const error = Object.assign(new RangeError('too large'), { code: 'E_LARGE', attempts: 3, at: { line: 1 } });
    const again = revived(error) as typeof error;

    expect(again).toBeInstanceOf(Error);
    expect(again).toMatchObject({ name: 'RangeError', message: 'too large', code: 'E_LARGE', attempts: 3, at: { line: 1 } });
    expect(again.stack).toBe(error.stack);
    expect(Object.keys(again)).toEqual(['code', 'attempts', 'at']);
  });

  it('is an Error if it was one of another realm', () => {
    expect(revived(runInNewContext('new RangeError("too large")'))).toMatchObject({ name: 'RangeError', message: 'too large' });
  });

  it('has its causes, of any type, as far as 8 levels', () => {
    const circular: Error & { cause?: unknown } = new Error('self');
    circular.cause = circular;
    let levels = 0;
    for (let at: unknown = revived(circular); at instanceof Error; at = at.cause) levels++;

    expect(revived(new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) }))).toMatchObject({
      message: 'outer',
      cause: { name: 'TypeError', message: 'inner', cause: 'text' },
    });
    expect(levels).toBe(9);
  });

  it.each([['text'], [5], [null], [{ code: 404 }], [['a', 1]]])('is equal to what it was, if it was %j', (reason) => {
    expect(revived(reason)).toEqual(reason);
  });

  it.each([
    [undefined, 'reason is not serializable, because JSON would lose undefined'],
    [{ at: new Date(0) }, 'reason.at is not serializable, because JSON would lose a Date'],
    [new Map(), 'reason is not serializable, because JSON would lose a Map of 0'],
  ])('is refused if JSON would lose a part of it: %p', (reason, message) => {
    expect(() => serializeReason(reason)).toThrow(new TypeError(message));
  });

  it('leaves out of an error what JSON would lose, and what cannot be read', () => {
    const error = Object.assign(new Error('no'), { at: new Date(0), retry: () => 1, code: 1n, kept: [1] });
    Object.defineProperty(error, 'thrower', {
      enumerable: true,
      get: () => {
        throw new Error('not to be read');
      },
    });

    expect(Object.keys(revived(error) as object)).toEqual(['kept']);
    expect((revived(Object.assign(new Error('no'), { cause: new Map() })) as Error).cause).toBeUndefined();
  });

  it('holds no secrets of an HTTP client: neither bodies, request headers nor cookies', () => {
    const text = JSON.stringify(serializeReason(failed(503, { 'retry-after': '7', 'set-cookie': 'secret' })));
    const fetched = Object.assign(new Error('no'), {
      options: { headers: { authorization: 'secret' } },
      body: 'secret',
      headers: { cookie: 'secret' },
      response: { statusCode: 500, headers: new Headers({ 'Set-Cookie': 'secret', Date: 'now' }), body: 'secret' },
    });

    expect(text).toContain('"retry-after":"7"');
    expect(text).not.toContain('secret');
    expect(JSON.stringify(serializeReason(fetched))).not.toContain('secret');
    expect(revived(fetched)).toMatchObject({ response: { status: 500, headers: { date: 'now' } } });
  });

  it.each([
    ['503 with Retry-After', failed(503, { 'Retry-After': '7' })],
    ['429 with Retry-After', failed(429, { 'Retry-After': '2' })],
    ['404', failed(404, {})],
    ['a POST', Object.assign(failed(503, {}), { config: { ...config, method: 'post' } })],
    ['a connection that was reset', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', config })],
    ['the TypeError of fetch', Object.assign(new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }))],
    ['a request that was cancelled', new AxiosError('canceled', 'ERR_CANCELED', config)],
  ])('is retried by httpRetry as before: %s', (_, error) => {
    const { when, pause, delay } = httpRetry({ count: 3, random: () => 0.5, onUnknownMethod: () => undefined });
    const decided = (reason: unknown): unknown => [
      when?.(reason),
      pause?.(reason),
      typeof delay === 'function' ? delay(reason, 1, () => 0.5) : delay,
    ];

    expect(decided(revived(error))).toEqual(decided(error));
  });
});
