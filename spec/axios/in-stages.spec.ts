import { map, type Observable } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { marbles, words } from '../support/marbles';
import { ScriptedClient } from './scripted-client';

/** Two rounds of requests to one client: a list for each root, then a word for each of its elements. */
function twoRounds(client: ScriptedClient) {
  const data = <T>(url: string): Observable<T> => fromAxios<T>(url, client).pipe(map((response) => response.data));
  const list = listStage('list', (root: string) => data<string[]>(root));
  const item = stage('item', (id: string) => data<string>(id));
  return pipeline(list, item);
}

describe('fromAxios in stages', () => {
  it('O2 requests what an answer names in the frame of the answer, while other roots wait for theirs', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const roots = cold('   (ab|)');
      const a = cold('       --x|', { x: { data: ['p'] } });
      const b = cold('       ------x|', { x: { data: ['q'] } });
      const p = cold('         --p|', { p: { data: 'p' } });
      const q = cold('             --q|', { q: { data: 'q' } });
      const expected = '     ----p---(q|)';
      const requestsOfP = '  --^--!';
      const requestsOfQ = '  ------^--!';
      const client = ScriptedClient.answering({ a, b, p, q });

      expectObservable(roots.pipe(twoRounds(client), words())).toBe(expected);
      expectSubscriptions(p.subscriptions).toBe(requestsOfP);
      expectSubscriptions(q.subscriptions).toBe(requestsOfQ);
    });
  });

  it('F1 keeps the failure of a request to its branch', () => {
    marbles(({ cold, expectObservable }) => {
      const roots = cold('   (abc|)');
      const a = cold('       --x|', { x: { data: ['p', 'q'] } });
      const b = cold<never>('---#', undefined, 'refused');
      const c = cold('       ------x|', { x: { data: ['q'] } });
      const p = cold<never>('  --#', undefined, 'gone');
      const q = cold('         ---q|', { q: { data: 'q' } });
      const expected = '     ---bpq---(q|)';
      const client = ScriptedClient.answering({ a, b, c, p, q });

      expectObservable(roots.pipe(twoRounds(client), words())).toBe(expected, { b: '!refused', p: '!gone', q: 'q' });
    });
  });

  it('C1 aborts every request in flight, of every stage, when the pipeline is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const roots = cold('   (ab|)');
      const a = cold('       --x|', { x: { data: ['p', 'q'] } });
      const b = cold('       ---------x|', { x: { data: [] } });
      const p = cold('         -p|', { p: { data: 'p' } });
      const q = cold('         ------q|', { q: { data: 'q' } });
      const unsubscribed = ' ^----!';
      const expected = '     ---p------';
      const requestsOfB = '  ^----!';
      const requestsOfP = '  --^-!';
      const requestsOfQ = '  --^--!';
      const client = ScriptedClient.answering({ a, b, p, q });

      expectObservable(roots.pipe(twoRounds(client), words()), unsubscribed).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(requestsOfB);
      expectSubscriptions(p.subscriptions).toBe(requestsOfP);
      expectSubscriptions(q.subscriptions).toBe(requestsOfQ);
    });
  });
});
