import axios, { CanceledError, type AxiosRequestConfig, type Canceler, type CancelTokenSource } from 'axios';
import { map } from 'rxjs';
import { stage } from 'rxjs-stages';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { testStages, type FakeRequest } from 'rxjs-stages/testing';
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

  it.each<[string, AxiosRequestConfig]>([
    ['/search', { params: { q: 'rx js', page: 2, exact: true } }],
    ['/search?sort=name', { params: { q: 'a&b=c' } }],
    ['/search', { params: { q: undefined, page: null } }],
    ['/search', { params: { ids: [1, 2], since: new Date(0) } }],
    ['/search', { params: { ids: [1, undefined, null] } }],
    ['/search', { params: { user: { name: 'Ada', tags: ['x', 'y'] } } }],
    ['/search', { params: { users: [{ id: 1 }, { id: 2 }] } }],
    ['/search', { params: { ids: [1, 2] }, paramsSerializer: { indexes: null } }],
    ['/search', { params: { ids: [1, 2] }, paramsSerializer: { indexes: true } }],
    ['/search', { params: { ids: [1, 2] }, paramsSerializer: { serialize: (params) => Object.keys(params).join() } }],
    ['/search', { params: new URLSearchParams([['q', 'é']]) }],
    ['/search', { params: { 'ids[]': [1, 2] } }],
    ['/search', { params: { 'ids[]': 1 } }],
    ['/search', { params: { 'filter{}': { a: [1] } } }],
    ['/search', { params: { ' q ': 'x', user: { 'tags[]': ['y'] } } }],
    ['/search', { params: { q: '1&r=2', '100%': '+#' } }],
    ['/search#top', { params: { q: 'x' } }],
    ['/search?a=1#top', { params: { q: 'x' } }],
    ['/search', { params: { 'a[b]': [1, 2], 'a[]': [{ x: 1 }] } }],
    ['/search', { params: { a: { b: { c: 1 } } }, paramsSerializer: { dots: true } }],
    ['/search', { params: { one: new Map(), other: new URLSearchParams('x=1'), three: new Number(3), four: [new Set()] } }],
    ['users', { baseURL: '' }],
    ['https://other.example.org/search', { baseURL: 'https://example.org/api', allowAbsoluteUrls: false }],
    ['search', { baseURL: 'https://example.org/api/' }],
    ['//search', { baseURL: 'https://example.org/api//', allowAbsoluteUrls: false }],
    ['', { baseURL: 'https://example.org/api//' }],
    ['/search', { baseURL: 'https://example.org/api', params: { q: 'x' } }],
    ['https://other.example.org/search', { baseURL: 'https://example.org/api' }],
  ])('goes where axios goes: %s, %j', (url, config) => {
    const route = `GET ${axios.getUri({ ...config, url })}`;

    testStages(({ fakeAxios, flush }) => {
      const client = fakeAxios({ [route]: '-d|' });
      const seen: unknown[] = [];
      void client.get<string>(url, config).then(({ data }) => seen.push(data));
      flush();

      expect(seen).toEqual(['d']);
      expect(client.subscriptions(route)).toMatchObject([{ subscribedFrame: 0, unsubscribedFrame: 1 }]);
    });
  });

  it('goes where axios goes, however many slashes there are', () => {
    const [url, config] = [
      `${'/'.repeat(100_000)}search`,
      { baseURL: `/api${'/'.repeat(100_000)}x${'/'.repeat(100_000)}`, allowAbsoluteUrls: false },
    ];

    testStages(({ fakeAxios }) => {
      const client = fakeAxios({ '*': '-d|' });
      void client.get(url, config);

      expect(client.requests[0]?.route).toBe(`GET ${axios.getUri({ ...config, url })}`);
    });
  });

  it('tells apart what the query of another request would be', () => {
    const { message } = failureOf(() => {
      testStages(({ fakeAxios }) => {
        void fakeAxios({ 'GET /s?q=1&r=2': '-d|' }).get('/s', { params: { q: '1&r=2' } });
      });
    });

    expect(message).toBe("fakeAxios: no marbles for 'GET /s?q=1%26r%3D2': the script has 'GET /s?q=1&r=2'");
  });

  it('takes the routes that it says', () => {
    testStages(({ fakeAxios }) => {
      const client = fakeAxios({ '*': '-d|' });
      for (const q of ['c++', '100%41', 'a&b=c#d']) void client.get('/s', { params: { q } });
      const routes = client.requests.map(({ route }) => route);

      expect(routes.map((route) => client.subscriptions(route).length)).toEqual([1, 1, 1]);
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['two that are one', { 'GET /y?a=1&b=2': '-d|', 'get /y?b=2&a=1': '-e|' }, "fakeAxios: two routes are the same request, 'GET /y?a=1&b=2'"],
    ['one without a method', { '/y': '-d|' }, "fakeAxios: each route must be a method and a URL, such as 'GET /users', got '/y'"],
    ['one without marbles', { 'GET /y': 5 as never }, "fakeAxios: the marbles of 'GET /y' must be a marble diagram or a list of them, got 5"],
  ])('refuses routes: %s', (_, routes, message) => {
    expect(() => {
      testStages(({ fakeAxios }) => void fakeAxios(routes));
    }).toThrow(new TypeError(message));
  });

  it('fails the test for what nobody catches, as a promise would', () => {
    const wrong = failureOf(() => {
      testStages(({ fakeAxios }) => {
        void fakeAxios({ 'GET /': '-d|' })
          .get('/')
          .then(({ data }) => {
            expect(data).toBe('e');
          });
      });
    });
    const rejected = failureOf(() => {
      testStages(({ fakeAxios }) => void fakeAxios({ 'GET /': '-#' }).get('/'));
    });

    expect(wrong.message).toContain('Expected: "e"');
    expect(rejected.message).toBe('Network Error');
    testStages(({ fakeAxios }) => {
      void fakeAxios({ 'GET /': '-#' })
        .get('/')
        .catch(() => undefined);
    });
  });

  it('takes routes as they are written: the method in any case, the query decoded and in any order', () => {
    testStages(({ fakeAxios }) => {
      const client = fakeAxios({ 'get /search?sort=name&q=rx js': '-d|' });
      void client.get('/search', { params: { q: 'rx js', sort: 'name' } });

      expect(client.requests).toMatchObject([{ route: 'GET /search?q=rx js&sort=name', unsubscribedFrame: 1 }]);
    });
  });

  it('has headers in lower case, as axios has', () => {
    testStages(({ fakeAxios, flush }) => {
      const seen: unknown[] = [];
      void fakeAxios({ 'HEAD /': '-d|' }, { d: { headers: { 'Retry-After': '1' } } })
        .head('/')
        .then(({ headers }) => seen.push(headers));
      flush();

      expect(seen).toEqual([{ 'retry-after': '1' }]);
    });
  });

  it('asks nobody if it is aborted beforehand', () => {
    testStages(({ fakeAxios, flush }) => {
      const client = fakeAxios({ 'GET /': ['-d|'] });
      const seen: string[] = [];
      client
        .get('/', { signal: AbortSignal.abort() })
        .catch((error: unknown) => void seen.push((error as { code: string }).code))
        .finally(() => seen.push('finally'));
      void client.get('/').then(() => seen.push('answered'));
      flush();

      expect(seen).toEqual(['ERR_CANCELED', 'finally', 'answered']);
      expect(client.requests).toMatchObject([{ aborted: true }, { aborted: false }]);
    });
  });

  describe.each<[string, () => CancelTokenSource]>([
    ['CancelToken.source()', () => axios.CancelToken.source()],
    [
      'new CancelToken(…)',
      () => {
        let cancel: Canceler = () => undefined;
        const token = new axios.CancelToken((canceler) => {
          cancel = canceler;
        });
        return { token, cancel };
      },
    ],
  ])('cancelled by %s', (_, create) => {
    /** Makes a request that is answered at 3 and cancelled when a diagram says so. */
    function cancelled(at: string) {
      const seen: unknown[] = [];
      let requests: readonly FakeRequest[] = [];
      testStages(({ cold, fakeAxios }) => {
        const { token, cancel } = create();
        const client = fakeAxios({ 'GET /': ['---d|'] });
        if (at === 'before') cancel('enough');
        else
          cold(at).subscribe(() => {
            cancel('enough');
          });
        client
          .get('/', { cancelToken: token })
          .then(({ data }) => void seen.push(data))
          .catch((reason: unknown) => void seen.push(reason === token.reason, reason));
        requests = client.requests;
      });
      return { seen, requests };
    }

    it.each([
      ['before', 0],
      ['a', 0],
      ['--a', 2],
      // It was scheduled first.
      ['---a', 3],
    ])('rejects with what the token says, as axios does: %s', (at, frame) => {
      const { seen, requests } = cancelled(at);
      const [isReason, reason] = seen;

      expect(isReason).toBe(true);
      expect(axios.isCancel(reason)).toBe(true);
      expect(reason).toBeInstanceOf(CanceledError);
      expect(reason).toMatchObject({ message: 'enough', code: 'ERR_CANCELED' });
      expect(requests).toMatchObject([{ aborted: true, subscribedFrame: 0, unsubscribedFrame: frame }]);
    });

    it('does nothing after the answer', () => {
      const { seen, requests } = cancelled('-----a');

      expect(seen).toEqual(['d']);
      expect(requests).toMatchObject([{ aborted: false, unsubscribedFrame: 3 }]);
    });

    it('cancels all requests of one token, and leaves the token as axios made it', () => {
      testStages(({ cold, fakeAxios }) => {
        const { token, cancel } = create();
        const before = Object.getOwnPropertyDescriptors(token);
        const client = fakeAxios({ 'GET /1': '-d|', '*': '-----d|' });
        const caught: unknown[] = [];
        void client.get('/1', { cancelToken: token });
        for (const url of ['/2', '/3']) void client.get(url, { cancelToken: token }).catch((reason: unknown) => caught.push(reason));
        cold('--a').subscribe(() => {
          cancel();
        });

        expect(client.requests.map(({ aborted, unsubscribedFrame }) => [aborted, unsubscribedFrame])).toEqual([
          [false, 1],
          [true, 2],
          [true, 2],
        ]);
        expect(caught).toEqual([token.reason, token.reason]);
        const { reason, ...rest } = Object.getOwnPropertyDescriptors(token);
        expect(Object.keys(rest)).toEqual(Object.keys(before));
        expect(reason).toMatchObject({ value: token.reason, writable: true, enumerable: true, configurable: true });
      });
    });
  });

  it('is cancelled by a token of which the reason cannot be watched, when that tells it', () => {
    testStages(({ cold, fakeAxios }) => {
      const listeners = new Set<(reason: unknown) => void>();
      const token = Object.freeze({
        reason: undefined,
        subscribe: (listener: (reason: unknown) => void) => listeners.add(listener),
        unsubscribe: (listener: (reason: unknown) => void) => listeners.delete(listener),
      });
      const client = fakeAxios({ '*': '---d|' });
      const caught: unknown[] = [];
      void client.get('/1', { cancelToken: token }).catch((reason: unknown) => caught.push(reason));
      cold('-a').subscribe(() => {
        for (const listener of listeners) listener('enough');
      });

      expect(client.requests).toMatchObject([{ aborted: true, unsubscribedFrame: 1 }]);
      expect(caught).toEqual(['enough']);
      expect(listeners.size).toBe(0);
    });
  });

  it('goes by the token first, and then by the signal, as axios does', () => {
    testStages(({ fakeAxios }) => {
      const source = axios.CancelToken.source();
      source.cancel('by token');
      const messages: string[] = [];
      const client = fakeAxios({ '*': '-d|' });
      const note = (reason: unknown): void => void messages.push((reason as Error).message);
      void client.get('/', { cancelToken: source.token, signal: AbortSignal.abort() }).catch(note);
      void client.get('/', { cancelToken: axios.CancelToken.source().token, signal: AbortSignal.abort() }).catch(note);

      expect(client.requests.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(messages).toEqual(['by token', 'canceled']);
    });
  });

  it('fails the test if an answer ends without a response', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, fakeAxios, expectOutcomes }) => {
        expectOutcomes(cold('1').pipe(userBy(fakeAxios({ 'GET /users/1': '--|' })))).toBe('');
      });
    });

    expect(message).toBe("fakeAxios: the marbles of 'GET /users/1' end without a response: use a letter for one, or # for a network error");
  });

  it('has errors that are written as axios’s are', () => {
    testStages(({ fakeAxios, flush }) => {
      const texts: string[] = [];
      void fakeAxios({ 'GET /': '-n|' }, { n: { status: 404 } })
        .get('/')
        .catch((error: unknown) => texts.push(JSON.stringify(error)));
      flush();

      expect(JSON.parse(texts[0] ?? '')).toMatchObject({
        name: 'AxiosError',
        message: 'Request failed with status code 404',
        code: 'ERR_BAD_REQUEST',
        status: 404,
      });
    });
  });

  it('fails the test at a request too many', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, fakeAxios, expectOutcomes }) => {
        expectOutcomes(cold('(11)').pipe(userBy(fakeAxios({ 'GET /users/1': ['-u|'] })))).toBe('');
      });
    });

    expect(message).toBe("fakeAxios: no marbles for attempt 2 of 'GET /users/1': its list has 1");
  });

  it('fails the test where nobody answers', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, fakeAxios, expectOutcomes }) => {
        expectOutcomes(cold('2').pipe(userBy(fakeAxios({ 'GET /users/1': '-u|' })))).toBe('');
      });
    });

    expect(message).toBe("fakeAxios: no marbles for 'GET /users/2': the script has 'GET /users/1'");
  });
});
