import { httpRetry } from 'rxjs-stages/http';

describe('httpRetry, options', () => {
  it.each([0, 3, Infinity])('takes %p as the number of retries', (count) => {
    expect(httpRetry(count).count).toBe(count);
    expect(httpRetry({ count }).count).toBe(count);
  });

  it('U1 takes an option that is undefined as not given', () => {
    const given = { count: 1, maxDelay: undefined, method: undefined, methods: undefined };
    const others = { statuses: undefined, random: undefined, onUnknownMethod: undefined };

    expect(() => httpRetry({ ...given, ...others })).not.toThrow();
  });

  it.each([
    [-1, RangeError, 'httpRetry: count must be an integer >= 0 or Infinity, got -1'],
    [1.5, RangeError, 'httpRetry: count must be an integer >= 0 or Infinity, got 1.5'],
    [NaN, RangeError, 'httpRetry: count must be an integer >= 0 or Infinity, got NaN'],
    ['3', TypeError, "httpRetry: options must be a number of retries, or an object of options, got '3'"],
    [undefined, TypeError, 'httpRetry: options must be a number of retries, or an object of options, got undefined'],
    [null, TypeError, 'httpRetry: options must be a number of retries, or an object of options, got null'],
    [[3], TypeError, 'httpRetry: options must be a number of retries, or an object of options, got an array of 1'],
    [{}, TypeError, 'httpRetry needs `count`: an integer >= 0 or Infinity'],
    [{ count: undefined }, TypeError, 'httpRetry needs `count`: an integer >= 0 or Infinity'],
    [{ count: '3' }, TypeError, "httpRetry: count must be an integer >= 0 or Infinity, got '3'"],
    [{ count: 1, maxDelay: -1 }, RangeError, 'httpRetry: maxDelay must be a number of ms from 0 to 2147483647, got -1'],
    [{ count: 1, maxDelay: NaN }, RangeError, 'httpRetry: maxDelay must be a number of ms from 0 to 2147483647, got NaN'],
    [{ count: 1, maxDelay: Infinity }, RangeError, 'httpRetry: maxDelay must be a number of ms from 0 to 2147483647, got Infinity'],
    [{ count: 1, maxDelay: '1' }, TypeError, "httpRetry: maxDelay must be a number of ms from 0 to 2147483647, got '1'"],
    [{ count: 1, methods: 'GET' }, TypeError, "httpRetry: methods must be an array of methods or 'any', got 'GET'"],
    [{ count: 1, methods: ['GET', ''] }, TypeError, "httpRetry: each element of methods must be an HTTP method such as 'GET', got ''"],
    [{ count: 1, methods: ['GET, PUT'] }, TypeError, "httpRetry: each element of methods must be an HTTP method such as 'GET', got 'GET, PUT'"],
    [{ count: 1, methods: [1] }, TypeError, "httpRetry: each element of methods must be an HTTP method such as 'GET', got 1"],
    [{ count: 1, method: 'GET, PUT' }, TypeError, "httpRetry: method must be an HTTP method such as 'GET', got 'GET, PUT'"],
    [{ count: 1, method: ['GET'] }, TypeError, "httpRetry: method must be an HTTP method such as 'GET', got an array of 1"],
    [{ count: 1, onUnknownMethod: false }, TypeError, 'httpRetry: onUnknownMethod must be a function, got false'],
    [{ count: 1, statuses: 503 }, TypeError, 'httpRetry: statuses must be an array of statuses, got 503'],
    [{ count: 1, statuses: [503, 99] }, RangeError, 'httpRetry: each element of statuses must be an integer from 100 to 999, got 99'],
    [{ count: 1, statuses: ['503'] }, TypeError, "httpRetry: each element of statuses must be an integer from 100 to 999, got '503'"],
    [{ count: 1, random: 0.5 }, TypeError, 'httpRetry: random must be a function, got 0.5'],
    [
      { count: 1, retries: 3 },
      TypeError,
      "httpRetry: unknown option 'retries': the options are count, maxDelay, method, methods, statuses, random, onUnknownMethod",
    ],
  ])('U1 refuses %p', (options, kind, message) => {
    const call = (): unknown => httpRetry(options as never);

    expect(call).toThrow(kind);
    expect(call).toThrow(new Error(message));
  });

  it('keeps to what it was given, whatever becomes of the lists afterwards', () => {
    const methods = ['GET'];
    const statuses = [503];
    const { when } = httpRetry({ count: 1, methods, statuses });
    methods.length = 0;
    statuses.length = 0;

    expect(when?.({ response: { status: 503 }, config: { method: 'get' } })).toBe(true);
  });
});
