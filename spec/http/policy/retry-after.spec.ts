import { httpRetry, type HttpRetryOptions } from 'rxjs-stages/http';
import { marbles } from '../../support/marbles';
import { axiosError, ERRORS } from './errors';

/** What the jitter makes of a backoff that it may use to the full: 100 ms before the first retry. */
const BACKOFF = 100;

function policy(options: Partial<HttpRetryOptions> = {}) {
  const { delay, pause } = httpRetry({ count: 1, random: () => 1, ...options });
  if (typeof delay !== 'function' || pause === undefined) throw new Error('the policy lacks a part');
  return { delay: (error: unknown, retryCount = 1): unknown => delay(error, retryCount, () => 1), pause };
}

/** The delay for one `Retry-After`. */
function delayFor(value: string, { date, ...options }: Partial<HttpRetryOptions> & { date?: string } = {}): unknown {
  const headers = { 'Retry-After': value, ...(date === undefined ? {} : { Date: date }) };
  return policy(options).delay(axiosError({ status: 503, headers }, (plain) => plain));
}

const NOON = 'Sun, 06 Nov 1994 12:00:00 GMT';

describe('httpRetry, Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['007', 7_000],
    [' 2 ', 2_000],
    ['30', 30_000],
    ['31', 30_000],
    ['9'.repeat(400), 30_000],
  ])('reads %p as seconds, and never waits longer than maxDelay', (value, ms) => {
    expect(delayFor(value)).toBe(ms);
  });

  it.each(['', '-1', '-0', '+1', '1.5', '1e3', '0x10', 'soon', '1, 2', '٣', 'Infinity', 'NaN', '1s'])('ignores %p, and backs off', (value) => {
    expect(delayFor(value)).toBe(BACKOFF);
  });

  it.each([
    ['the format of today', 'Sun, 06 Nov 1994 12:00:05 GMT'],
    ['the format of RFC 850', 'Sunday, 06-Nov-94 12:00:05 GMT'],
    ['the format of asctime', 'Sun Nov  6 12:00:05 1994'],
    ['other letters', 'SUN, 06 nov 1994 12:00:05 gmt'],
    ['a day of the week that it was not', 'Mon, 06 Nov 1994 12:00:05 GMT'],
  ])("reads a date in %s against the answer's own date", (_, value) => {
    expect(delayFor(value, { date: NOON })).toBe(5_000);
  });

  it.each([NOON, 'Sunday, 06-Nov-94 12:00:00 GMT', 'Sun Nov  6 12:00:00 1994'])("reads the answer's own date from %p", (date) => {
    expect(delayFor('Sun, 06 Nov 1994 12:00:05 GMT', { date })).toBe(5_000);
  });

  it.each([
    ['at once if it is now', NOON, 0],
    ['not longer than maxDelay', 'Sun, 06 Nov 2094 12:00:00 GMT', 30_000],
    ['over a month', 'Wed, 30 Nov 1994 23:59:59 GMT', 30_000],
    ['and backs off if it is over', 'Sun, 06 Nov 1994 11:59:59 GMT', BACKOFF],
  ])('waits for a date, %s', (_, value, ms) => {
    expect(delayFor(value, { date: NOON })).toBe(ms);
  });

  it.each([
    ['a leap day', 'Tue, 29 Feb 2000 00:00:01 GMT', 'Mon, 28 Feb 2000 23:59:59 GMT', 2_000],
    ['the first second after it', 'Wed, 01 Mar 2000 00:00:00 GMT', 'Tue, 29 Feb 2000 23:59:59 GMT', 1_000],
    ['a leap second', 'Sat, 31 Dec 2016 23:59:60 GMT', 'Sat, 31 Dec 2016 23:59:59 GMT', 1_000],
    ['a new year', 'Sun, 01 Jan 2017 00:00:00 GMT', 'Saturday, 31-Dec-16 23:59:58 GMT', 2_000],
  ])('reads %s', (_, value, date, ms) => {
    expect(delayFor(value, { date })).toBe(ms);
  });

  it.each([
    ...['Wed, 31 Feb 2094 12:00:05 GMT', 'Wed, 29 Feb 2094 12:00:05 GMT', 'Wed, 00 Nov 2094 12:00:05 GMT', 'Wed, 06 Foo 2094 12:00:05 GMT'],
    ...['Wed, 06 Nov 2094 24:00:00 GMT', 'Wed, 06 Nov 2094 12:60:00 GMT', 'Wed, 06 Nov 2094 12:00:61 GMT', 'Wed, 06 Nov 2094 12:00:05'],
    ...['Wed, 06 Nov 2094 12:00:05 +0100', 'Wed, 6 Nov 2094 12:00:05 GMT', 'Wed, 06 Nov 94 12:00:05 GMT', 'Wednesday, 06-Nov-2094 12:00:05 GMT'],
    ...['2094-11-06T12:00:05Z', 'Wed Nov 06 12:00:05 GMT 2094', 'Wed, 06 Nov 2094 12:00:05 GMT, 06 Nov 2094 12:00:05 GMT', '4000000000000x'],
  ])('ignores %p, which is no date of HTTP, and backs off', (value) => {
    expect(delayFor(value, { date: NOON })).toBe(BACKOFF);
  });

  it('reads a year of two digits as the latest that is at most 50 years ahead', () => {
    marbles(({ cold }) => {
      // In virtual time it is 1970.
      cold('a').subscribe(() => {
        const options = { maxDelay: 2_000 };
        expect(delayFor('Wednesday, 01-Jan-20 00:00:01 GMT', { ...options, date: 'Wed, 01 Jan 2020 00:00:00 GMT' })).toBe(1_000);
        expect(delayFor('Friday, 01-Jan-21 00:00:01 GMT', { ...options, date: 'Sat, 01 Jan 1921 00:00:00 GMT' })).toBe(1_000);
      });
    });
  });

  it('T1 reads a date against the clock of the scheduler if the answer has none, or none that can be read', () => {
    const delays: unknown[] = [];
    marbles(({ cold }) => {
      cold('3s a').subscribe(() => {
        delays.push(delayFor('Thu, 01 Jan 1970 00:00:10 GMT'), delayFor('Thu, 01 Jan 1970 00:00:10 GMT', { date: 'today' }));
        delays.push(delayFor('Thu, 01 Jan 1970 00:00:02 GMT'));
      });
    });

    expect(delays).toEqual([7_000, 7_000, BACKOFF]);
  });

  /** The delay for `Retry-After` five seconds past noon, of an answer with these headers. */
  function delayAtNoon(headers: Readonly<Record<string, string>>): unknown {
    return policy({ maxDelay: 7_200_000 }).delay(
      axiosError({ status: 503, headers: { 'Retry-After': 'Sun, 06 Nov 1994 12:00:05 GMT', ...headers } }),
    );
  }

  const ELEVEN = 'Sun, 06 Nov 1994 11:00:00 GMT';

  it.each([
    ['is not old', { Date: NOON, Age: '0' }, 5_000],
    ['is as old as a cache says', { Date: ELEVEN, Age: '3600' }, 5_000],
    ['is younger than what is asked for', { Date: NOON, Age: '3' }, 2_000],
    ['is just as old as what is asked for', { Date: NOON, Age: '5' }, 0],
    ['is older than what is asked for', { Date: NOON, Age: '6' }, BACKOFF],
    ['has a date only', { Date: ELEVEN }, 3_605_000],
    ['has several ages, of which the first counts', { Date: ELEVEN, Age: '3600, 7' }, 5_000],
    ['has an age that is no whole number', { Date: NOON, Age: '1.5' }, 5_000],
    ['has an age below 0', { Date: NOON, Age: '-3' }, 5_000],
    ['has an age that is a word', { Date: NOON, Age: 'old' }, 5_000],
    ['has an age above all numbers', { Date: NOON, Age: '9'.repeat(400) }, BACKOFF],
  ])('reads a date against the clock of the server when the answer arrives, if the answer %s', (_, headers, ms) => {
    expect(delayAtNoon(headers)).toBe(ms);
  });

  it('T1 reads a date against the clock of the scheduler, whatever the age, if the answer has no date', () => {
    const delays: unknown[] = [];
    marbles(({ cold }) => {
      cold('3s a').subscribe(() => {
        const headers = { 'Retry-After': 'Thu, 01 Jan 1970 00:00:10 GMT', Age: '4' };
        delays.push(policy().delay(axiosError({ status: 503, headers })));
      });
    });

    expect(delays).toEqual([7_000]);
  });

  it('counts seconds from the arrival of the answer, whatever its age', () => {
    const headers = { 'Retry-After': '20', Date: ELEVEN, Age: '3600' };

    expect(policy().delay(axiosError({ status: 503, headers }))).toBe(20_000);
  });

  it.each(ERRORS)('reads the age of %s', (_, _knowsMethod, make) => {
    const headers = { 'retry-after': 'Sun, 06 Nov 1994 12:00:05 GMT', date: ELEVEN, age: '3600' };

    expect(policy().pause(make({ status: 429, headers }))).toBe(5_000);
  });

  it.each(ERRORS)('reads the headers of %s', (_, _knowsMethod, make) => {
    const error = make({ status: 503, headers: { 'retry-after': 'Sun, 06 Nov 1994 12:00:05 GMT', date: NOON } });

    expect(policy().delay(error)).toBe(5_000);
    expect(policy().pause(error)).toBe(5_000);
  });

  it('reads headers in any case, and numbers among them', () => {
    const error = { response: { status: 503, headers: { 'RETRY-AFTER': 4 } } };

    expect(policy().delay(error)).toBe(4_000);
  });

  it.each([
    ['a list', { 'retry-after': ['4'] }],
    ['nothing', { 'retry-after': undefined }],
    ['headers that are none', 'retry-after: 4'],
  ])('ignores %s, and backs off', (_, headers) => {
    expect(policy().delay({ response: { status: 503, headers } })).toBe(BACKOFF);
  });
});

describe('httpRetry, without Retry-After', () => {
  const error = axiosError({ status: 503 });

  it('backs off from 100 ms, twice as long each time, up to maxDelay', () => {
    const { delay } = policy({ maxDelay: 1_000 });

    expect([1, 2, 3, 4, 5, 6].map((retryCount) => delay(error, retryCount))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('leaves all of a delay to chance: that of the pipeline unless it has its own', () => {
    const own = httpRetry({ count: 1, random: () => 0.25 }).delay;
    const ofPipeline = httpRetry(1).delay;
    if (typeof own !== 'function' || typeof ofPipeline !== 'function') throw new Error('the policy lacks its delay');

    expect(own(error, 1, () => 0.5)).toBe(25);
    expect(ofPipeline(error, 1, () => 0.5)).toBe(50);
  });
});

describe('httpRetry, pause', () => {
  const headers = { 'Retry-After': '4' };

  it.each([429, 503])('is what a %p with Retry-After asks for, whatever the method, and though it is not retried', (status) => {
    const errors = ['GET', 'POST'].map((method) => axiosError({ status, method, headers }));

    expect(errors.map((error) => policy().pause(error))).toEqual([4_000, 4_000]);
    expect(errors.map((error) => policy({ statuses: [] }).pause(error))).toEqual([4_000, 4_000]);
  });

  it.each([200, 404, 408, 413, 500, 502, 504])('is not what a %p asks for', (status) => {
    expect(policy().pause(axiosError({ status, headers }))).toBeUndefined();
    expect(policy().delay(axiosError({ status, headers }))).toBe(4_000);
  });

  it.each([
    ['is none if the answer does not say', {}, undefined],
    ['is none if the answer cannot be read', { 'Retry-After': 'later' }, undefined],
    ['is none if the moment is over', { 'Retry-After': 'Sun, 06 Nov 1994 11:59:59 GMT', Date: NOON }, undefined],
    ['is nothing if the answer says 0', { 'Retry-After': '0' }, 0],
    ['is no longer than maxDelay', { 'Retry-After': '3600' }, 30_000],
  ])('%s', (_, given, ms) => {
    expect(policy().pause(axiosError({ status: 429, headers: given }))).toBe(ms);
  });
});
