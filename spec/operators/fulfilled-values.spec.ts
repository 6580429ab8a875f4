import { fulfilledValues, stage } from 'rxjs-stages';
import { marbles } from '../support/marbles';

describe('fulfilledValues', () => {
  it('passes the values of fulfilled outcomes, and drops failures', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers: Record<string, string> = { a: '-x|', b: '-#', c: '-z|' };
      const source = cold('a-b-c---|');
      const expected = '   -x---z--|';
      const subscribed = ' ^-------!';

      expectObservable(
        source.pipe(
          stage('fetch', (id: string) => cold(answers[id] ?? '')),
          fulfilledValues(),
        ),
      ).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });
});
