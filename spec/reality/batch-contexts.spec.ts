import { AsyncLocalStorage } from 'node:async_hooks';
import { Subject } from 'rxjs';
import { batchStage, listStage, pipeline } from 'rxjs-stages';
import { word } from '../support/marbles';

const store = new AsyncLocalStorage<string>();

/** One in flight: the others gather. */
const details = batchStage('details', (ids: readonly string[]) => Promise.resolve(ids), { max: 10, concurrency: 1 });

/** Plays roots of which two arrive in each context. @returns where requests were made, and outcomes delivered */
async function played(names: readonly string[]): Promise<{ readonly requests: readonly string[]; readonly outcomes: readonly string[] }> {
  const requests: string[] = [];
  const outcomes: string[] = [];
  const source = new Subject<string>();
  const project = (ids: readonly string[]): Promise<readonly string[]> => {
    requests.push(`${ids.join('')} in ${String(store.getStore())}`);
    return Promise.resolve(ids);
  };
  await new Promise<void>((complete) => {
    pipeline(details.with({ project }))(source).subscribe({
      next: (outcome) => outcomes.push(`${word(outcome)} in ${String(store.getStore())}`),
      complete,
    });
    let index = 0;
    for (const name of names) {
      store.run(name, () => {
        source.next(String(index++));
        source.next(String(index++));
      });
    }
    source.complete();
  });
  return { requests, outcomes };
}

it('N10 a request is made in the context of the first of its branches, and each outcome is delivered in that of its own', async () => {
  const { requests, outcomes } = await played(['x', 'y']);

  expect(requests).toEqual(['0 in x', '123 in x']);
  expect(outcomes).toEqual(['0 in x', '1 in x', '2 in y', '3 in y']);
});

it('N10 perContext: a batch has branches of one context, as those of one root have', () => {
  const requests: string[] = [];
  const source = new Subject<readonly string[]>();
  const search = listStage('search', (terms: readonly string[]) => [terms]);
  const project = (ids: readonly string[]): Promise<readonly string[]> => {
    requests.push(`${ids.join('')} in ${String(store.getStore())}`);
    return Promise.resolve(ids);
  };
  const run = pipeline(search, details.with({ project, perContext: true, concurrency: 2 }))(source).subscribe();
  store.run('x', () => {
    source.next(['a', 'b']);
  });
  store.run('y', () => {
    source.next(['c', 'd']);
  });
  run.unsubscribe();

  expect(requests).toEqual(['ab in x', 'cd in y']);
});
