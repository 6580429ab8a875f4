import { AsyncLocalStorage } from 'node:async_hooks';
import { jobRunner, stage, type RemoteJob } from 'rxjs-stages';

const jobOf = (n: number): RemoteJob => ({ stage: 'enter', inputs: [n], path: [n], key: undefined, page: 1, attempt: 1 });

describe('jobRunner', () => {
  it('keeps the stores of each job to that job', async () => {
    const store = new AsyncLocalStorage<unknown>();
    const seen: unknown[] = [];
    const enter = stage('enter', async (n: number) => {
      const before = store.getStore();
      store.enterWith(n);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([n, before, store.getStore()]);
      return n;
    });
    const run = jobRunner([enter]);
    const { signal } = new AbortController();

    await store.run('worker', async () => {
      await Promise.all([run(jobOf(1), signal), run(jobOf(2), signal)]);
      await run(jobOf(3), signal);
      seen.push(store.getStore());
    });

    expect(seen).toEqual([[1, 'worker', 1], [2, 'worker', 2], [3, 'worker', 3], 'worker']);
  });
});
