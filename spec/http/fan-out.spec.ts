import axios from 'axios';
import { lastValueFrom, toArray } from 'rxjs';
import { isFulfilled, isRejected, listStage, pipeline, stage } from 'rxjs-stages';
import { word } from '../support/marbles';
import { ADAPTERS, Loopback } from './loopback';

function statusOf(reason: unknown): number | undefined {
  return axios.isAxiosError(reason) ? reason.response?.status : undefined;
}

describe.each(ADAPTERS)('two rounds of requests of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  /** A list for each root, then a word for each of its elements. */
  function twoRounds() {
    const list = listStage('list', (root: string) => loopback.data<string[]>(`/list/${root}`));
    const item = stage('item', (id: string) => loopback.data<string>(`/item/${id}`));
    return pipeline(list, item);
  }

  it('O2 sends the second request of a fast root while a slow one has no answer to its first', async () => {
    const { server } = loopback;
    const answers: Record<string, unknown> = { '/list/fast': ['f1', 'f2'], '/list/slow': ['s1'] };
    // Behind a barrier the second round would wait for the slow answer, and that one waits for the second round.
    const secondRound = server.arrivals('/item/f1', '/item/f2');
    server.handle = (exchange) => {
      const answer = (): void => {
        exchange.answer(answers[exchange.path] ?? exchange.path);
      };
      if (exchange.path === '/list/slow') void secondRound.then(answer);
      else answer();
    };

    const outcomes = await lastValueFrom(twoRounds()(['slow', 'fast']).pipe(toArray()));

    expect(
      outcomes
        .filter(isFulfilled)
        .map(({ value, inputs }) => [value, ...inputs].join(' '))
        .sort(),
    ).toEqual(['/item/f1 fast f1', '/item/f2 fast f2', '/item/s1 slow s1']);
  });

  it('F1 makes one rejection of each failed request, and the rest goes on', async () => {
    loopback.server.handle = (exchange) => {
      switch (exchange.path.replace(/^.*\//, '')) {
        case 'ok':
          exchange.answer(['one', 'error', 'reset', 'torn', 'two']);
          break;
        case 'error':
          exchange.answer('broken', 500);
          break;
        case 'reset':
          exchange.reset();
          break;
        case 'torn':
          exchange.begin();
          exchange.hangUp();
          break;
        default:
          exchange.answer(exchange.path);
      }
    };

    const outcomes = await lastValueFrom(twoRounds()(['error', 'ok', 'reset', 'torn']).pipe(toArray()));

    const rejected = outcomes.filter(isRejected);
    expect(outcomes.filter(isFulfilled).map(word).sort()).toEqual(['/item/one', '/item/two']);
    expect(rejected.map(({ inputs }) => inputs.join('/')).sort()).toEqual(['error', 'ok/error', 'ok/reset', 'ok/torn', 'reset', 'torn']);
    expect(rejected.filter(({ reason }) => axios.isAxiosError(reason))).toEqual(rejected);
    expect(
      rejected
        .filter(({ reason }) => statusOf(reason) === 500)
        .map(({ inputs }) => inputs.join('/'))
        .sort(),
    ).toEqual(['error', 'ok/error']);
  });
});
