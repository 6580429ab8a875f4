import { runInNewContext } from 'node:vm';
import { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { deserializeReason, serializeReason } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { ERRORS, type Failed } from './http/policy/errors';

/** What is left of a reason when it was text for a while. */
const revived = (reason: unknown): unknown => deserializeReason(JSON.parse(JSON.stringify(serializeReason(reason))) as never);

const config = { method: 'get', url: '/users', headers: new AxiosHeaders({ authorization: 'secret' }), data: 'secret' } as InternalAxiosRequestConfig;

function failed(status: number, headers: Record<string, string>): AxiosError {
  const response = { status, statusText: '', headers: new AxiosHeaders(headers), config, data: { token: 'secret' } };
  return new AxiosError(`Request failed with status code ${String(status)}`, 'ERR_BAD_RESPONSE', config, { path: 'secret' }, response);
}

/** The headers of Angular: neither iterable, nor a plain object. */
class AngularHeaders {
  private readonly values = new Map<string, string>();
  private readonly names = new Map<string, string>();

  constructor(headers: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(headers)) {
      this.values.set(name.toLowerCase(), value);
      this.names.set(name.toLowerCase(), name);
    }
  }

  keys(): string[] {
    return [...this.names.values()];
  }

  get(name: string): string | null {
    return this.values.get(name.toLowerCase()) ?? null;
  }
}

function angularError(status: number, headers: Readonly<Record<string, string>>): object {
  const message = `Http failure response for /users: ${String(status)}`;
  return { name: 'HttpErrorResponse', ok: false, message, status, headers: new AngularHeaders(headers), url: '/users?token=secret', error: 'secret' };
}

/** What httpRetry decides about a reason. */
function decided(reason: unknown, method?: string): unknown {
  const { when, pause, delay } = httpRetry({ count: 3, method, random: () => 0.5, onUnknownMethod: () => undefined });
  return [when?.(reason), pause?.(reason), typeof delay === 'function' ? delay(reason, 1, () => 0.5) : delay];
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

  it('is an Error if it was one of another realm, or a DOMException', () => {
    expect(revived(runInNewContext('new RangeError("too large")'))).toMatchObject({ name: 'RangeError', message: 'too large' });
    expect(revived(AbortSignal.abort().reason)).toMatchObject({ name: 'AbortError', message: 'This operation was aborted' });
  });

  it('is an Error with a name, a message and a stack, whatever those of the error were', () => {
    const hostile = { toString: () => { throw new Error('not to be called'); } }; // prettier-ignore
    const error = Object.assign(new Error('no'), { name: hostile, message: Symbol('no'), stack: 5 });
    const polluting = Object.defineProperty(new Error('no'), '__proto__', { value: { polluted: true }, enumerable: true });

    expect(revived(error)).toMatchObject({ name: 'Error', message: '', stack: 'Error: ' });
    expect(revived(polluting)).toBeInstanceOf(Error);
    expect(revived(polluting)).not.toHaveProperty('polluted');
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

    const thrown = [
      new Response('secret', { status: 401, headers: { 'Set-Cookie': 'secret' } }),
      angularError(401, { 'Set-Cookie': 'secret', Authorization: 'secret', Cookie: 'secret' }),
      { status: 401, headers: {}, data: 'secret', config, request: { path: 'secret' } },
    ];

    expect(JSON.stringify(thrown.map((each) => serializeReason(each)))).not.toContain('secret');
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
    ['a fetch that was aborted', AbortSignal.abort().reason],
    ['no response of Angular', angularError(0, {})],
    ['no response of fetch', Response.error()],
    ['an error that is itself the response', Object.assign(new Error('no'), { statusCode: 429, headers: { 'Retry-After': '3' } })],
    ['a response that axios has accepted', { status: 503, headers: new AxiosHeaders({ 'Retry-After': '3' }), config }],
  ])('is retried by httpRetry as before: %s', (_, error) => {
    expect(decided(revived(error))).toEqual(decided(error));
    expect(decided(revived(error), 'GET')).toEqual(decided(error, 'GET'));
  });

  describe.each([
    ...ERRORS,
    ['HttpErrorResponse with its headers', false, ({ status, headers = {} }: Failed) => angularError(status, headers)] as const,
  ])('and was made by a client: %s', (_, __, make) => {
    it.each([
      [429, { 'Retry-After': '2' }],
      [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT', age: '10' }],
      [503, {}],
      [404, { 'Retry-After': '2' }],
      [500, {}],
    ])('is an Error about which httpRetry decides as before: %i %j', (status, headers) => {
      for (const method of ['GET', 'POST']) {
        const error = make({ status, method, headers });

        expect(revived(error)).toBeInstanceOf(Error);
        expect(revived(error)).toMatchObject({ response: { status } });
        expect(decided(revived(error), 'GET')).toEqual(decided(error, 'GET'));
      }
    });
  });

  it('has the name and the message of a response, if it has any', () => {
    expect(revived(new Response(null, { status: 429, statusText: 'Too Many Requests', headers: { 'Retry-After': '2' } }))).toMatchObject({
      name: 'Response',
      message: 'HTTP status 429 Too Many Requests',
      status: 429,
      statusText: 'Too Many Requests',
      response: { status: 429, headers: { 'retry-after': '2' } },
    });
    expect(revived(new Response(null, { status: 404 }))).toMatchObject({ message: 'HTTP status 404' });
    expect(revived(angularError(404, { ETag: 'x' }))).toMatchObject({
      name: 'HttpErrorResponse',
      message: 'Http failure response for /users: 404',
      response: { status: 404, headers: { etag: 'x' } },
    });
  });

  it('has a response without headers if they cannot be read', () => {
    const headers = { keys: () => { throw new Error('not to be read'); }, get: () => 'x' }; // prettier-ignore

    expect(revived({ status: 503, headers })).toMatchObject({ response: { status: 503, headers: {} } });
  });
});
