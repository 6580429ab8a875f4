/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- a double stands for an instance of axios */
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosInstance } from 'axios';
import { map, type Observable } from 'rxjs';
import { stage } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { testStages, type FakeAxios } from 'rxjs-stages/testing';
import { failureOf } from './failure-of';

const userBy = (http: HttpService) =>
  stage('user', (id: string) => http.get<string>(`/users/${id}`).pipe(map(({ data }) => data)), {
    timeout: 20,
    retry: httpRetry({ count: 1 }),
  });

describe('fakeAxios, as the instance of an HttpService of @nestjs/axios', () => {
  it('answers in virtual time, and knows its requests', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectSubscriptions }) => {
      const api = fakeAxios({ 'GET /users/1': ['---l|', '--u|'] }, { l: { status: 429, headers: { 'retry-after': '1' } }, u: { data: 'Ada' } });

      expectOutcomes(cold('1|').pipe(userBy(new HttpService(api)))).toBe('3ms 1s --(u|)', { u: 'Ada' });
      expectSubscriptions(api.subscriptions('GET /users/1')).toBe(['^--!', '1003ms ^-!']);
      expect(api.requests.map(({ aborted }) => aborted)).toEqual([false, false]);
    });
  });

  it('C1 is cancelled by whoever unsubscribes, which HttpService says by a token', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectSubscriptions }) => {
      const api = fakeAxios({ 'GET /users/1': '-----u|' });

      expectOutcomes(cold('1').pipe(userBy(new HttpService(api))), '^--!').toBe('');
      expectSubscriptions(api.subscriptions('GET /users/1')).toBe('^--!');
      expect(api.requests).toMatchObject([{ aborted: true, unsubscribedFrame: 3 }]);
    });
  });

  it('C3 is cancelled by a timeout, and asked again', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectActive }) => {
      const api = fakeAxios({ 'GET /users/1': ['9s u|', '-u|'] });
      const user = userBy(new HttpService(api)).with({ retry: { count: 1, delay: 5 } });

      expectOutcomes(cold('1|').pipe(user)).toBe('26ms (u|)');
      expectActive(user).toBe('1 19ms 0----10');
      expect(api.requests.map(({ aborted, subscribedFrame, unsubscribedFrame }) => [aborted, subscribedFrame, unsubscribedFrame])).toEqual([
        [true, 0, 20],
        [false, 25, 26],
      ]);
    });
  });

  it('has every method that HttpService calls', () => {
    testStages(({ fakeAxios }) => {
      const api = fakeAxios({ '*': '-d|' });
      const http = new HttpService(api);
      const calls = [http.get('/'), http.delete('/'), http.head('/'), http.request({ url: '/', method: 'options' })];
      const sends = [http.post('/', 1), http.put('/', 1), http.patch('/', 1), http.postForm('/', 1), http.putForm('/', 1), http.patchForm('/', 1)];
      for (const call of [...calls, ...sends]) (call as Observable<unknown>).subscribe();

      expect(api.requests.map(({ route, config }) => [route, config.data])).toEqual([
        ...['GET /', 'DELETE /', 'HEAD /', 'OPTIONS /'].map((route) => [route, undefined]),
        ...['POST /', 'PUT /', 'PATCH /', 'POST /', 'PUT /', 'PATCH /'].map((route) => [route, 1]),
      ]);
    });
  });
});

describe('fakeAxios, as an instance of axios', () => {
  it('has the type of one', () => {
    testStages(({ fakeAxios }) => {
      const api: FakeAxios = fakeAxios({});
      const instance: AxiosInstance = api;

      expect(instance).toBe(api);
    });
  });

  it('is called like one, with a config or a URL', () => {
    testStages(({ fakeAxios }) => {
      const api: AxiosInstance & Pick<FakeAxios, 'requests'> = fakeAxios({ '*': '-d|' });
      void api('/a', { method: 'put' });
      void api({ url: '/b' });

      expect(api.requests.map(({ route }) => route)).toEqual(['PUT /a', 'GET /b']);
    });
  });

  it('adds its defaults to each request, as axios does', () => {
    const configs: unknown[] = [];
    const real = axios.create({ baseURL: 'https://example.org/v1/', adapter: (config) => Promise.reject(new Error(config.url)) });
    testStages(({ fakeAxios }) => {
      const fake: AxiosInstance & Pick<FakeAxios, 'requests'> = fakeAxios({ '*': '-d|' });
      const api = fake.create({ baseURL: 'https://example.org/v1/', headers: { Accept: 'text/plain', post: { 'X-Post': 'yes' } } });
      api.defaults.headers.common.Authorization = 'none';
      api.defaults.params = { lang: 'en' };
      void api.get('/users', { headers: { accept: 'application/json' } });
      void api.post('users', 'Ada', { params: { lang: 'de' } });
      void fake.get('/users');
      void api.create({ headers: { accept: 'text/html', common: { 'X-Own': '1' } } }).get('/own');
      configs.push(...fake.requests.map(({ route, config: { headers } }) => [route, headers]));

      expect(api.getUri({ url: '/users' })).toBe(real.getUri({ url: '/users', params: { lang: 'en' } }));
    });

    expect(configs).toEqual([
      ['GET https://example.org/v1/users?lang=en', { Accept: 'application/json', Authorization: 'none' }],
      ['POST https://example.org/v1/users?lang=de', { Accept: 'text/plain', Authorization: 'none', 'X-Post': 'yes' }],
      ['GET /users', {}],
      ['GET https://example.org/v1/own?lang=en', { Accept: 'text/html', Authorization: 'none', 'X-Own': '1' }],
    ]);
  });

  it('goes through interceptors, in the order of axios', async () => {
    /** What interceptors see of a request that fails, and of one that is answered. */
    const seenBy = (api: AxiosInstance): string[] => {
      const seen: string[] = [];
      for (const name of ['one', 'two']) {
        api.interceptors.request.use((config) => {
          seen.push(`${name} ${String(config.headers.get('x-by'))}`);
          config.headers.set('X-By', name);
          return config;
        });
        api.interceptors.response.use(
          (response) => {
            seen.push(`${name} ${String(response.data)}`);
            return response;
          },
          (reason: { code: string }) => {
            seen.push(`${name} ${reason.code}`);
            return Promise.reject(reason);
          },
        );
      }
      const skipped = api.interceptors.request.use(() => Promise.reject(new Error('skipped')), null, { runWhen: () => false });
      const ejected = api.interceptors.response.use(() => Promise.reject(new Error('ejected')));
      api.interceptors.response.eject(ejected);
      expect(ejected).toBeGreaterThan(0);
      expect(skipped).toBeGreaterThan(0);
      return seen;
    };
    const real = axios.create({ adapter: (config) => Promise.resolve({ data: 'd', status: 200, statusText: '', headers: {}, config }) });
    const expected = seenBy(real);
    await real.get('/');

    testStages(({ fakeAxios, flush }) => {
      const api = fakeAxios({ '*': '-d|' });
      const seen = seenBy(api);
      void api.get('/');
      flush();

      expect(seen).toEqual(expected);
      expect(api.requests[0]?.config.headers).toEqual({ 'X-By': 'one' });
    });
  });

  it('passes on what interceptors make of a failure, or of an answer', () => {
    testStages(({ fakeAxios, flush }) => {
      const api: AxiosInstance = fakeAxios({ 'GET /1': '-n|', 'GET /2': '-d|' }, { n: { status: 404 }, d: { data: 'd' } });
      const seen: unknown[] = [];
      api.interceptors.response.use(
        ({ data }) => data as never,
        ({ response }: { response: { status: number } }) => response.status,
      );
      void api.get<string, number>('/1').then((status) => seen.push(status));
      void api.get<string, string>('/2').then((data) => seen.push(data));
      flush();

      expect(seen).toEqual([404, 'd']);
      api.interceptors.response.clear();
    });
  });

  it('fails the test if an interceptor takes real time', () => {
    const { message } = failureOf(() => {
      testStages(({ fakeAxios }) => {
        const api: AxiosInstance = fakeAxios({ '*': '-d|' });
        api.interceptors.request.use((config) => Promise.resolve(config));
        void api.get('/');
      });
    });

    expect(message).toBe('fakeAxios: an interceptor returned a Promise, which settles in real time, not in virtual time: return the value itself');
  });
});
