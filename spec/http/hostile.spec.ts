import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { lastValueFrom, toArray } from 'rxjs';
import { stage, StageTimeoutError, type Outcome, type StageOptions } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { ADAPTERS } from './loopback';
import { DRIP, MISDEEDS } from './misdeeds';
import { RawServer, type Misdeed } from './raw-server';

const RETRY = httpRetry({ count: 2, maxDelay: 20 });

const ATTEMPTS = { retried: [3], final: [1], either: [1, 3] };

describe.each(ADAPTERS)('a hostile server and the %s adapter', (adapter) => {
  let server: RawServer | undefined;

  afterEach(async () => {
    await server?.close();
  });

  /** All outcomes of one request to such a server, when it is over and no connection is left. */
  async function outcomesOf(misdeed: Misdeed, options: StageOptions, config: AxiosRequestConfig = {}): Promise<Outcome[]> {
    server = await RawServer.start(misdeed);
    const api: AxiosInstance = axios.create({
      adapter,
      baseURL: server.url,
      proxy: false,
      responseType: 'json',
      transitional: { silentJSONParsing: false },
      ...config,
    });
    const outcomes = await lastValueFrom(stage('item', (path: string) => fromAxios(path, api), options)(['/']).pipe(toArray()));
    await server.idle();
    return outcomes;
  }

  it.each(MISDEEDS)('F1 makes one rejection by %s (%j)', async (_, verdict, misdeed) => {
    const attempts = ATTEMPTS[typeof verdict === 'string' ? verdict : verdict[adapter]];

    const outcomes = await outcomesOf(misdeed, { retry: RETRY }, { timeout: 250 });

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && axios.isAxiosError(outcome.reason))).toEqual([true]);
    expect(attempts).toContain(outcomes[0]?.attempts);
  });

  it('C3 makes one rejection by a body that drips, at the timeout of the stage, and closes the socket', async () => {
    const outcomes = await outcomesOf(DRIP, { timeout: 100 });

    expect(outcomes).toEqual([expect.objectContaining({ status: 'rejected', reason: new StageTimeoutError('attempt', 'item', 100), attempts: 1 })]);
  });

  it.each([
    ...['0', '1', '99999999999', '-1', '1.5', 'soon', '', '1, 2', '\u00ff', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ...['Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994', 'Thu, 01 Jan 2099 00:00:00 GMT', '2\r\nRetry-After: 1'],
  ])('waits no longer than it may, whatever Retry-After says: %j', async (value) => {
    let refused = false;
    const outcomes = await outcomesOf(
      (socket) => {
        const status = refused ? '200 OK' : '429 Too Many Requests';
        refused = true;
        socket.end(`HTTP/1.1 ${status}\r\nRetry-After: ${value}\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"a"`, 'latin1');
      },
      { retry: RETRY },
    );

    expect(outcomes).toEqual([expect.objectContaining({ status: 'fulfilled', attempts: 2 })]);
  });
});
