import fc from 'fast-check';
import { httpRetry } from 'rxjs-stages/http';

const DATES = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));

const PROPERTIES = [
  'response',
  'config',
  'request',
  'options',
  'headers',
  'get',
  'status',
  'statusCode',
  'method',
  'code',
  'name',
  'message',
  'cause',
];
const WORDS = [
  'ECONNRESET',
  'ERR_NETWORK',
  'ERR_CANCELED',
  'TypeError',
  'HttpErrorResponse',
  'fetch failed',
  'get',
  'POST',
  'retry-after',
  'date',
  '5',
];

/** Whatever may be thrown: trees of the properties that are read, of words and numbers that mean something, and of anything else. */
const { error: ERRORS } = fc.letrec<{ error: unknown }>((tie) => ({
  error: fc.oneof(
    { depthSize: 'small' },
    fc.anything(),
    fc.constantFrom<unknown>(...WORDS, 0, 200, 404, 429, 503),
    fc.func(fc.anything()),
    fc.dictionary(fc.constantFrom(...PROPERTIES, 'retry-after', 'date'), tie('error')),
    fc.dictionary(fc.constantFrom(...PROPERTIES), tie('error')).map((shape) => Object.assign(new TypeError('fetch failed'), shape)),
  ),
}));

const RETRY_AFTER = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double().map(String),
  DATES.map((date) => date.toUTCString()),
);

/** What a policy makes of an error. */
function verdict(error: unknown, maxDelay: number, retryCount = 1) {
  const { when, delay, pause } = httpRetry({ count: 1, methods: 'any', maxDelay });
  return { retried: when?.(error), ms: typeof delay === 'function' ? delay(error, retryCount, () => 0.5) : undefined, paused: pause?.(error) };
}

const MAX_DELAY = fc.integer({ min: 0, max: 100_000 });

describe('httpRetry, of whatever is thrown', () => {
  it('F1 never throws, and always gives an answer', () => {
    fc.assert(
      fc.property(ERRORS, MAX_DELAY, fc.integer({ min: 1, max: 2_000 }), (error, maxDelay, retryCount) => {
        const { retried, ms, paused = 0 } = verdict(error, maxDelay, retryCount);

        expect([true, false]).toContain(retried);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(maxDelay);
        expect(paused).toBeGreaterThanOrEqual(0);
        expect(paused).toBeLessThanOrEqual(maxDelay);
      }),
    );
  });

  it('waits and pauses equally long, from 0 to maxDelay, whatever Retry-After says, or backs off', () => {
    fc.assert(
      fc.property(RETRY_AFTER, fc.option(DATES), MAX_DELAY, (retryAfter, date, maxDelay) => {
        const { ms, paused } = verdict({ status: 429, headers: { 'retry-after': retryAfter, date: date?.toUTCString() } }, maxDelay);

        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(maxDelay);
        expect(ms).toBe(paused ?? Math.min(maxDelay, 100) / 2);
      }),
    );
  });

  it('pauses up to the date that is asked for', () => {
    fc.assert(
      fc.property(DATES, fc.integer({ min: 0, max: 2_000_000 }), (date, seconds) => {
        const then = new Date(date.getTime() + seconds * 1_000);
        const headers = { 'retry-after': then.toUTCString(), date: date.toUTCString() };

        expect(verdict({ status: 429, headers }, 2_000_000_000).paused).toBe(seconds * 1_000);
      }),
    );
  });
});
