import { NEVER, of, Subject, switchMap, take, timeout } from 'rxjs';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { marbles } from '../support/marbles';
import { ScriptedClient, type Answer } from './scripted-client';

const r: Answer = { data: 'r' };

/** A turn of the event loop: every microtask is done, and Node has told which rejections nobody handles. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('fromAxios, cancelled', () => {
  let abort: jest.SpyInstance;

  beforeEach(() => {
    abort = jest.spyOn(AbortController.prototype, 'abort');
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('C1 aborts the request when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('    -----r|', { r });
      const unsubscribed = '   ^--!';
      const expected = '       ------';
      const requests = '       ^--!';
      const client = new ScriptedClient(() => answer);

      expectObservable(fromAxios('/a', client), unsubscribed).toBe(expected);
      expectSubscriptions(answer.subscriptions).toBe(requests);
    });
    expect(abort).toHaveBeenCalledTimes(1);
  });

  it('C1 aborts the request that switchMap leaves behind, and only that one', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const urls = hot('       -a--b------|');
      const a = cold('          -----r|', { r });
      const b = cold('             -----r|', { r });
      const expected = '       ---------r-|';
      const requestsOfA = '    -^--!';
      const requestsOfB = '    ----^-----!';
      const client = new ScriptedClient(({ url }) => (url === 'a' ? a : b));

      expectObservable(urls.pipe(switchMap((url) => fromAxios(url, client)))).toBe(expected, { r });
      expectSubscriptions(a.subscriptions).toBe(requestsOfA);
      expectSubscriptions(b.subscriptions).toBe(requestsOfB);
    });
    expect(abort).toHaveBeenCalledTimes(1);
  });

  it('C1 aborts the request when a timeout gives it up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('    -----r|', { r });
      const expected = '       --(t|)';
      const requests = '       ^-!';
      const client = new ScriptedClient(() => answer);

      expectObservable(fromAxios('/a', client).pipe(timeout({ each: 2, with: () => of('t') }))).toBe(expected);
      expectSubscriptions(answer.subscriptions).toBe(requests);
    });
  });

  it('C1 aborts the request of one subscription and leaves those of others alone', () => {
    const client = new ScriptedClient(() => NEVER);
    const response = fromAxios('/a', client);
    const first = response.subscribe();
    response.subscribe();

    first.unsubscribe();

    expect(client.signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it('C1 aborts the request when it is unsubscribed from while the request is made', () => {
    const leave = new Subject<void>();
    const signals: unknown[] = [];
    const client: AxiosClient = {
      request({ signal }) {
        signals.push(signal);
        leave.next();
        return Promise.resolve(r);
      },
    };

    leave.pipe(take(1)).subscribe(() => {
      run.unsubscribe();
    });
    const trigger = new Subject<void>();
    const run = trigger.pipe(switchMap(() => fromAxios('/a', client))).subscribe();
    trigger.next();

    expect(signals).toEqual([expect.objectContaining({ aborted: true })]);
  });

  it.each([
    ['has answered', '--r|', '--(r|)', fromAxios],
    ['has failed', '   --#', ' --#', fromAxios],
    ['is left at its response', '--r|', '--(r|)', (...given: Parameters<typeof fromAxios>) => fromAxios(...given).pipe(take(1))],
  ])('never aborts a request that %s', (_, answer, expected, from) => {
    marbles(({ cold, expectObservable }) => {
      const client = new ScriptedClient(() => cold(answer, { r }));

      expectObservable(from('/a', client)).toBe(expected, { r });
    });
    expect(abort).not.toHaveBeenCalled();
  });

  it('C4 ignores what a client that heeds no signal answers later', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => {
      unhandled.push(reason);
    };
    const notifications: unknown[] = [];
    const notify = (value: unknown): void => {
      notifications.push(value);
    };
    let fulfil: (answer: Answer) => void = () => undefined;
    let reject: (reason: unknown) => void = () => undefined;
    const late = [
      new Promise<Answer>((resolve) => {
        fulfil = resolve;
      }),
      new Promise<Answer>((_, fail) => {
        reject = fail;
      }),
    ];
    for (const promise of late) {
      fromAxios('/a', { request: () => promise })
        .subscribe({
          next: notify,
          error: notify,
          complete: () => {
            notify('complete');
          },
        })
        .unsubscribe();
    }

    process.on('unhandledRejection', listener);
    fulfil(r);
    reject(new Error('late'));
    await turn();
    process.off('unhandledRejection', listener);

    expect(notifications).toEqual([]);
    expect(unhandled).toEqual([]);
  });
});
