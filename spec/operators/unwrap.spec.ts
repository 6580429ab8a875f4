import { stage, unwrap } from 'rxjs-stages';
import { marbles } from '../support/marbles';

describe('unwrap', () => {
  it('passes values, and errors with the first reason, which cancels the rest', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('  ------z|');
      const answers: Record<string, string> = { a: '-x|', b: '-#' };
      const source = cold('ca-b----|');
      const expected = '   --x-#';
      const subscribed = ' ^---!';

      expectObservable(
        source.pipe(
          stage('fetch', (id: string) => (id === 'c' ? slow : cold(answers[id] ?? ''))),
          unwrap(),
        ),
      ).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
      expectSubscriptions(slow.subscriptions).toBe(subscribed);
    });
  });

  it('F2 errors with the reason itself, even undefined', () => {
    const errors: unknown[] = [];

    stage('fetch', () => {
      throw undefined as unknown as Error;
    })(['a'])
      .pipe(unwrap())
      .subscribe({ error: (reason: unknown) => errors.push(reason) });

    expect(errors).toEqual([undefined]);
  });
});
