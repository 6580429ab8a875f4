import axios, { AxiosError, type AxiosRequestConfig } from 'axios';
import { Observable, of } from 'rxjs';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { marbles } from '../support/marbles';
import { ScriptedClient, type Answer } from './scripted-client';

const r: Answer = { data: 'r' };

const SIGNAL = expect.any(AbortSignal) as unknown;

/** Fails with a reason of any kind. */
function failing(reason: unknown): Observable<never> {
  return new Observable((subscriber) => {
    subscriber.error(reason);
  });
}

/** What an Observable notifies at once. */
function notificationsOf(observable: Observable<unknown>): unknown[] {
  const notifications: unknown[] = [];
  observable.subscribe({
    next: (value) => notifications.push(['next', value]),
    error: (reason: unknown) => notifications.push(['error', reason]),
    complete: () => notifications.push(['complete']),
  });
  return notifications;
}

describe('fromAxios', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  describe('requests', () => {
    it('emits the response and completes', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold('  ---r|', { r });
        const expected = '     ---(r|)';
        const requests = '     ^---!';
        const client = new ScriptedClient(() => answer);

        expectObservable(fromAxios('/a', client)).toBe(expected, { r });
        expectSubscriptions(answer.subscriptions).toBe(requests);
      });
    });

    it('S1 makes one request per subscription, and none before', () => {
      const client = new ScriptedClient(() => of(r));
      const response = fromAxios('/a', client);
      expect(client.requests).toHaveLength(0);

      response.subscribe();
      expect(client.requests).toHaveLength(1);

      response.subscribe();
      expect(client.requests).toHaveLength(2);
      expect(client.signals[0]).not.toBe(client.signals[1]);
    });

    it('hands the config to the client with a signal of its own, and does not change it', () => {
      const client = new ScriptedClient(() => of(r));
      const config: AxiosRequestConfig = Object.freeze({ url: '/a', method: 'POST', data: { n: 1 } });

      fromAxios(config, client).subscribe();

      expect(client.requests).toEqual([{ url: '/a', method: 'POST', data: { n: 1 }, signal: SIGNAL }]);
    });

    it('takes the URL of a GET request', () => {
      const client = new ScriptedClient(() => of(r));

      fromAxios('/a?b=c', client).subscribe();

      expect(client.requests).toEqual([{ url: '/a?b=c', signal: SIGNAL }]);
    });

    it('asks axios itself unless a client is given', () => {
      const request = jest.spyOn(axios, 'request').mockResolvedValue(r);

      fromAxios({ url: '/a' }).subscribe();

      expect(request.mock.calls).toMatchObject([[{ url: '/a', signal: SIGNAL }]]);
    });

    it('adds its own transform of responses before those of the client or of the config, and none to a client that tells none', () => {
      const [ofClient, ofConfig] = [jest.fn(), jest.fn()];
      const client = Object.assign(new ScriptedClient(() => of(r)), { defaults: { transformResponse: ofClient } });
      for (const config of [{}, { transformResponse: [ofConfig] }, { transformResponse: null as never }]) fromAxios(config, client).subscribe();

      const own = expect.any(Function) as unknown;
      expect(client.requests.map(({ transformResponse }) => transformResponse)).toEqual([[own, ofClient], [own, ofConfig], [own]]);
    });

    it('calls request as a method of the client', async () => {
      class Client implements AxiosClient {
        private readonly data = 'its own';

        request(): Promise<Answer> {
          return Promise.resolve({ data: this.data });
        }
      }

      const response = await new Promise((resolve) => fromAxios('/a', new Client()).subscribe(resolve));

      expect(response).toEqual({ data: 'its own' });
    });
  });

  describe('errors', () => {
    const reasons: [unknown][] = [[undefined], [null], [0], [''], [new AxiosError('refused', AxiosError.ERR_NETWORK)]];

    it('fails when the request does', () => {
      marbles(({ cold, expectObservable }) => {
        const client = new ScriptedClient(() => cold('---#'));
        const expected = '                            ---#';

        expectObservable(fromAxios('/a', client)).toBe(expected);
      });
    });

    it.each(reasons)('F2 passes on a rejection with %p untouched', (reason) => {
      const client = new ScriptedClient(() => failing(reason));

      expect(notificationsOf(fromAxios('/a', client))).toEqual([['error', reason]]);
    });

    it.each(reasons)('F2 gives an error notification for a synchronous throw of %p', (reason) => {
      const client: AxiosClient = {
        request() {
          throw reason;
        },
      };

      expect(notificationsOf(fromAxios('/a', client))).toEqual([['error', reason]]);
    });

    it('gives an error notification when the client returns no promise', () => {
      const client = { request: () => undefined } as unknown as AxiosClient;

      expect(notificationsOf(fromAxios('/a', client))).toEqual([['error', expect.any(TypeError)]]);
    });
  });

  describe('arguments', () => {
    it.each([
      [undefined, /undefined$/],
      [null, /null$/],
      [42, /42$/],
      [['/a'], /array/i],
      [new URL('http://127.0.0.1/a'), /URL\W?$/],
    ])('U1 refuses %p as a config when it is called', (config, quoted) => {
      const call = (): unknown => fromAxios(config as never);

      expect(call).toThrow(TypeError);
      expect(call).toThrow(/^fromAxios: config must be a request config or a URL string, got /);
      expect(call).toThrow(quoted);
    });

    it.each([
      [null, /null$/],
      [{}, /object/i],
      ['axios', /'axios'$/],
      [{ request: 'GET' }, /object/i],
    ])('U1 refuses %p as a client when it is called', (client, quoted) => {
      const call = (): unknown => fromAxios('/a', client as never);

      expect(call).toThrow(TypeError);
      expect(call).toThrow(/^fromAxios: client must be axios, or an object with a `request` method, got /);
      expect(call).toThrow(quoted);
    });

    it.each([
      ['axios itself', axios],
      ['an instance', axios.create()],
      ['a double', { request: () => Promise.resolve(r) }],
    ])('takes %s as a client', (_, client: AxiosClient) => {
      expect(() => fromAxios('/a', client)).not.toThrow();
    });
  });
});
