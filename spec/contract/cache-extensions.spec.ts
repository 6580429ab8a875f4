import { concat, lastValueFrom, of, throwError, toArray } from 'rxjs';
import { listStage, pipeline, stage, type Answer, type Cache, type Outcome, type Pipeline } from 'rxjs-stages';

type Stored = { readonly values: Answer } | { readonly reason: unknown };

/** Stores answers and failures by stage and name, for stages with and without a key. */
class Journal implements Cache {
  readonly stored = new Map<string, Stored>();

  identify(input: unknown, path: readonly number[]): string {
    return `${path.join('.')} ${JSON.stringify(input)}`;
  }

  get(stageName: string, key: string): Answer | undefined {
    const found = this.stored.get(`${stageName} ${key}`);
    if (found !== undefined && 'reason' in found) throw found.reason;
    return found?.values;
  }

  set(stageName: string, key: string, values: Answer): void {
    this.stored.set(`${stageName} ${key}`, { values });
  }

  setFailure(stageName: string, key: string, reason: unknown): void | Promise<void> {
    this.stored.set(`${stageName} ${key}`, { reason });
  }
}

const outcomesOf = (run: Pipeline<number, Outcome>, roots: readonly number[]): Promise<Outcome[]> => lastValueFrom(run(roots).pipe(toArray()));
const resultOf = (outcome: Outcome): unknown => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason);

describe('a cache that identifies branches', () => {
  it('S3 serves a stage without a key, by path and input', async () => {
    const cache = new Journal();
    const requested: string[] = [];
    const list = listStage('list', (n: number) => (requested.push(`list ${String(n)}`), Promise.resolve([n, n])), { cache });
    const item = stage('item', (n: number) => (requested.push(`item ${String(n)}`), Promise.resolve(n * 10)), { cache });
    const run = pipeline(list, item);

    // Equal inputs are different branches: none follows another.
    expect((await outcomesOf(run as never, [1, 1])).map(resultOf)).toEqual([10, 10, 10, 10]);
    expect(requested.splice(0)).toHaveLength(6);
    expect([...cache.stored.keys()].sort()).toEqual(['item 0.0 1', 'item 0.1 1', 'item 1.0 1', 'item 1.1 1', 'list 0 1', 'list 1 1']);
    expect((await outcomesOf(run as never, [1, 1, 2])).map(resultOf)).toEqual([10, 10, 10, 10, 20, 20]);
    expect(requested).toEqual(['list 2', 'item 2', 'item 2']);
  });

  it('S3 serves each page by its own input', async () => {
    const cache = new Journal();
    let requests = 0;
    const pages = stage('pages', (page: number) => (requests++, Promise.resolve(page)), {
      nextPage: (page) => (page < 3 ? page + 1 : undefined),
      cache,
    });

    expect((await outcomesOf(pipeline(pages) as never, [1])).map(resultOf)).toEqual([1, 2, 3]);
    expect((await outcomesOf(pipeline(pages) as never, [1])).map(resultOf)).toEqual([1, 2, 3]);
    expect(requests).toBe(3);
  });

  it('F1 rejects a branch whose identity is no string', async () => {
    const cache = Object.assign(new Journal(), { identify: () => 5 as never });
    const [outcome] = await outcomesOf(pipeline(stage('item', (n: number) => [n], { cache })) as never, [1]);

    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: new TypeError("stage 'item': the result of cache.identify must be a string, got 5"),
    });
  });

  it('S3 is not asked for an identity where the stage has a key', async () => {
    const cache = Object.assign(new Journal(), { identify: () => 5 as never });
    await outcomesOf(pipeline(stage('item', (n: number) => [n], { cache, key: String })) as never, [1]);

    expect([...cache.stored.keys()]).toEqual(['item 1']);
  });
});

describe('a cache that stores failures', () => {
  it('S3 gets the reason once, when the retries are used up, and may throw it later', async () => {
    const cache = new Journal();
    const failure = new Error('gone');
    let attempts = 0;
    const item = stage('item', () => throwError(() => (attempts++, failure)), { cache, retry: 2 });
    const setFailure = jest.spyOn(cache, 'setFailure');

    expect((await outcomesOf(pipeline(item) as never, [1])).map(resultOf)).toEqual([failure]);
    expect(setFailure).toHaveBeenCalledTimes(1);
    expect(setFailure).toHaveBeenCalledWith('item', '0 1', failure);
    expect((await outcomesOf(pipeline(item) as never, [1])).map(resultOf)).toEqual([failure]);
    expect(attempts).toBe(3);
  });

  it('F3 gets no answer of an attempt that failed after it had emitted', async () => {
    const cache = new Journal();
    const item = stage(
      'item',
      () =>
        concat(
          of(1),
          throwError(() => 'late'),
        ),
      { cache },
    );

    expect((await outcomesOf(pipeline(item) as never, [1])).map(resultOf)).toEqual([1, 'late']);
    expect([...cache.stored.values()]).toEqual([{ reason: 'late' }]);
  });

  it.each([
    ['throws', () => { throw new Error('disk full'); }], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('S3 F2 leaves the reason as it is where storing it %s', async (_, setFailure) => {
    const cache = Object.assign(new Journal(), { setFailure });

    expect((await outcomesOf(pipeline(stage('item', () => throwError(() => 'own'), { cache })) as never, [1])).map(resultOf)).toEqual(['own']);
  });

  it('S3 rejects the branch when the failure is stored', async () => {
    const cache = new Journal();
    let store = (): void => undefined;
    cache.setFailure = () => new Promise<void>((resolve) => (store = resolve));
    const outcomes: unknown[] = [];
    pipeline(stage('item', () => throwError(() => 'own'), { cache }))([1]).subscribe((outcome) => outcomes.push(resultOf(outcome)));
    await Promise.resolve();

    expect(outcomes).toEqual([]);
    store();
    await new Promise(setImmediate);
    expect(outcomes).toEqual(['own']);
  });
});
