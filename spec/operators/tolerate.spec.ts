import { of } from 'rxjs';
import { stage, tolerate, TooManyFailuresError } from 'rxjs-stages';
import { marbles, words } from '../support/marbles';

const fetch = stage('fetch', (id: string) => {
  if (id.startsWith('b')) throw new Error(id);
  return [id];
});

describe('tolerate', () => {
  it('passes outcomes, failures too, until one more has failed than may', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-b-b-a|', { a: 'a', b: 'b', c: 'c' });
      const expected = '   a-e-c-e-#';
      const subscribed = ' ^-------!';
      const last = { status: 'rejected', reason: new Error('b'), stage: 'fetch', inputs: ['b'], path: [4], attempts: 1 } as const;

      expectObservable(source.pipe(fetch, tolerate(2), words())).toBe(expected, { a: 'a', c: 'c', e: '!Error' }, new TooManyFailuresError(2, last));
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('says how many failed, where the last one did, and why', () => {
    const errors: unknown[] = [];

    of('b')
      .pipe(fetch, tolerate(0))
      .subscribe({ error: (reason: unknown) => errors.push(reason) });

    expect(errors).toEqual([expect.any(TooManyFailuresError)]);
    expect(errors[0]).toMatchObject({
      name: 'TooManyFailuresError',
      message: "More than 0 branches failed (tolerate(0)). The last failure was at stage 'fetch', see `cause`.",
      tolerated: 0,
      rejected: { inputs: ['b'] },
      cause: new Error('b'),
    });
  });

  it('S1 counts within one subscription', () => {
    const results = of('b', 'a').pipe(fetch, tolerate(1), words());
    const seen: string[] = [];

    results.subscribe((result) => seen.push(result));
    results.subscribe((result) => seen.push(result));

    expect(seen).toEqual(['!Error', 'a', '!Error', 'a']);
  });

  it('takes Infinity for never', () => {
    const seen: string[] = [];

    of('b', 'b', 'b')
      .pipe(fetch, tolerate(Infinity), words())
      .subscribe((result) => seen.push(result));

    expect(seen).toHaveLength(3);
  });
});
