import { getEventListeners } from 'node:events';
import { CanceledError } from 'axios';
import { NEVER, of, tap, throwError } from 'rxjs';
import { fromAxios, type AxiosClient } from 'rxjs-stages/axios';
import { marbles } from '../support/marbles';
import { ScriptedClient, type Answer } from './scripted-client';

const r: Answer = { data: 'r' };

function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe("fromAxios with a caller's signal", () => {
  it("C1 fails as the client does when the caller's signal aborts", () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('  -----r|', { r });
      const abort = '        ---a';
      const expected = '     ---#';
      const requests = '     ^--!';
      const caller = new AbortController();
      const client = new ScriptedClient(() => answer);

      cold(abort).subscribe(() => {
        caller.abort();
      });
      expectObservable(fromAxios({ url: '/a', signal: caller.signal }, client)).toBe(expected, undefined, new CanceledError());
      expectSubscriptions(answer.subscriptions).toBe(requests);
    });
  });

  it("C1 aborts the request, not the caller's signal, when it is unsubscribed from", () => {
    const caller = new AbortController();
    const client = new ScriptedClient(() => NEVER);

    fromAxios({ url: '/a', signal: caller.signal }, client).subscribe().unsubscribe();

    expect(client.signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(caller.signal.aborted).toBe(false);
  });

  it("fails as the client does when the caller's signal has aborted before", () => {
    const client = new ScriptedClient(() => of(r));
    const errors: unknown[] = [];

    fromAxios({ url: '/a', signal: AbortSignal.abort() }, client).subscribe({ error: (reason: unknown) => errors.push(reason) });

    expect(errors).toEqual([expect.any(CanceledError)]);
  });

  it("gives the client the caller's reason", () => {
    const caller = new AbortController();
    const client = new ScriptedClient(() => NEVER);
    fromAxios({ url: '/a', signal: caller.signal }, client).subscribe({ error: () => undefined });

    caller.abort('enough');

    expect(client.signals.map((signal) => signal.reason as unknown)).toEqual(['enough']);
  });

  it("goes by the signal of the client's defaults where the config has none", () => {
    const ofClient = new AbortController();
    const ofRequest = new AbortController();
    const client = Object.assign(new ScriptedClient(() => NEVER), { defaults: { signal: ofClient.signal } });
    for (const config of ['/a', { url: '/b', signal: ofRequest.signal }]) fromAxios(config, client).subscribe({ error: () => undefined });

    ofClient.abort();
    expect(client.signals.map((signal) => signal.aborted)).toEqual([true, false]);

    ofRequest.abort();
    expect(client.signals.map((signal) => signal.aborted)).toEqual([true, true]);
  });

  describe('leaves no listener on it', () => {
    const ends: [string, (listeners: () => void) => AxiosClient][] = [
      ['completed', (listeners) => new ScriptedClient(() => of(r).pipe(tap(listeners)))],
      ['failed', (listeners) => new ScriptedClient(() => throwError(() => new Error('refused')).pipe(tap({ error: listeners })))],
      ['been unsubscribed from', (listeners) => new ScriptedClient(() => NEVER.pipe(tap({ subscribe: listeners })))],
      [
        'thrown when it was made',
        (listeners) => ({
          request() {
            listeners();
            throw new Error('no such adapter');
          },
        }),
      ],
    ];

    it.each(ends)('when the request has %s', (_, clientThat) => {
      const { signal } = new AbortController();
      const during: number[] = [];
      const client = clientThat(() => during.push(listenersOf(signal)));

      fromAxios({ url: '/a', signal }, client)
        .subscribe({ error: () => undefined })
        .unsubscribe();

      expect(during).toEqual([1]);
      expect(listenersOf(signal)).toBe(0);
    });

    it('when it has aborted the request', () => {
      const caller = new AbortController();
      fromAxios({ url: '/a', signal: caller.signal }, new ScriptedClient(() => NEVER)).subscribe({ error: () => undefined });
      expect(listenersOf(caller.signal)).toBe(1);

      caller.abort();

      expect(listenersOf(caller.signal)).toBe(0);
    });
  });
});
