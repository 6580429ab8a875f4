import axios from 'axios';
import { map } from 'rxjs';
import { stage } from 'rxjs-stages';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { testStages } from 'rxjs-stages/testing';
import { failureOf } from './failure-of';

const userBy = (client: AxiosClient) =>
  stage('user', (id: string) => fromAxios<string>(`/users/${id}`, client).pipe(map(({ data }) => data)), {
    concurrency: 1,
    retry: httpRetry({ count: 1 }),
  });

describe('fakeAxios', () => {
  it('answers fromAxios in virtual time, statuses and headers included', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectSubscriptions }) => {
      const client = fakeAxios({ 'GET /users/1': ['---l|', '--u|'] }, { l: { status: 429, headers: { 'retry-after': '1' } }, u: { data: 'Ada' } });

      expectOutcomes(cold('1|').pipe(userBy(client))).toBe('3ms 1s --(u|)', { u: 'Ada' });
      expectSubscriptions(client.subscriptions('GET /users/1')).toBe(['^--!', '1003ms ^-!']);
      expect(client.requests.map(({ route, subscribedFrame, unsubscribedFrame }) => [route, subscribedFrame, unsubscribedFrame])).toEqual([
        ['GET /users/1', 0, 3],
        ['GET /users/1', 1003, 1005],
      ]);
    });
  });

  it('rejects as axios does', () => {
    testStages(({ cold, fakeAxios, expectOutcomes }) => {
      const client = fakeAxios({ 'GET /users/1': '-n|', 'GET /users/2': '-F|' }, { n: { status: 404 } }, { F: new Error('no such host') });
      const user = userBy(client).with({ retry: undefined });

      expectOutcomes(cold('1-2|').pipe(user)).toBe(
        '-N-(F|)',
        {},
        {
          N: expect.objectContaining({ name: 'AxiosError', status: 404, code: 'ERR_BAD_REQUEST' }) as unknown,
          F: new Error('no such host'),
        },
      );
    });
  });

  it('knows network errors, which axios recognises', () => {
    testStages(({ fakeAxios, flush }) => {
      const reasons: unknown[] = [];
      void fakeAxios({ 'POST /users': '--#' })
        .post('/users', {})
        .catch((reason: unknown) => reasons.push(reason));
      flush();

      expect(reasons).toMatchObject([{ code: 'ERR_NETWORK', message: 'Network Error' }]);
      expect(axios.isAxiosError(reasons[0])).toBe(true);
    });
  });

  it('is aborted by whoever unsubscribes, and knows it', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectSubscriptions }) => {
      const client = fakeAxios({ 'GET /users/1': '-----u|' });

      expectOutcomes(cold('1').pipe(userBy(client)), '^--!').toBe('');
      expectSubscriptions(client.subscriptions('GET /users/1')).toBe('^--!');
      expect(client.requests).toMatchObject([{ aborted: true, unsubscribedFrame: 3 }]);
    });
  });

  it('adds params to the URL, and can be chained', () => {
    testStages(({ fakeAxios, flush }) => {
      const seen: unknown[] = [];
      const client = fakeAxios({ 'GET /search?q=rx': '-d|' });
      void client.get('/search', { params: { q: 'rx' } }).then(({ data }) => seen.push(data));
      flush();

      expect(seen).toEqual(['d']);
    });
  });

  it('fails the test where nobody answers', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, fakeAxios, expectOutcomes }) => {
        expectOutcomes(cold('2').pipe(userBy(fakeAxios({ 'GET /users/1': '-u|' })))).toBe('');
      });
    });

    expect(message).toBe('fakeAxios: nobody answers GET /users/2, only GET /users/1');
  });
});
