import { lastValueFrom, toArray } from 'rxjs';
import { remote, stage } from 'rxjs-stages';
import { queueHere, serveHere } from './support/here';
import { SERVERS, unique, urlOf } from './support/workers';

describe.each(SERVERS)('a run on %s that is resumed', (_, variable) => {
  const options = { queue: unique('resuming'), connection: urlOf(variable) };

  it.each([
    ['retry', ['9/3']],
    ['keep', []],
  ] as const)('does not run again what was retried: failures %p', async (failures, again) => {
    const run = unique('run');
    const calls: string[] = [];
    const flaky = stage(
      'flaky',
      (n: number, { attempt }) => {
        calls.push(`${String(n)}/${String(attempt)}`);
        return attempt < n ? Promise.reject(new Error(`attempt ${String(attempt)}`)) : Promise.resolve(n);
      },
      { retry: { count: 2, delay: 1 } },
    );
    await serveHere([flaky], options);
    const executed: (readonly string[])[] = [];

    for (let time = 0; time < 2; time++) {
      const queue = await queueHere({ ...options, run, failures });
      const outcomes = await lastValueFrom(remote(flaky, queue)([1, 2, 9]).pipe(toArray()));
      expect(outcomes.map(({ status, attempts }) => `${status} ${String(attempts)}`).sort()).toEqual(['fulfilled 1', 'fulfilled 2', 'rejected 3']);
      executed.push(calls.splice(0).sort());
      await queue.close();
    }
    expect(executed).toEqual([['1/1', '2/1', '2/2', '9/1', '9/2', '9/3'], again]);
  });

  it('runs again what no worker served, even if it keeps failures', async () => {
    const run = unique('run');
    const late = stage('late', (n: number) => Promise.resolve(n));
    const here = { ...options, queue: unique('late') };
    const early = await serveHere([stage('early', () => Promise.resolve(0))], here);
    const rounds: string[] = [];
    for (const stages of [undefined, [late]]) {
      if (stages !== undefined) {
        await early.close();
        await serveHere(stages, here);
      }
      const queue = await queueHere({ ...here, run, failures: 'keep' });
      const [outcome] = await lastValueFrom(remote(late, queue)([1]).pipe(toArray()));
      rounds.push(String(outcome?.status));
      await queue.close();
    }
    expect(rounds).toEqual(['rejected', 'fulfilled']);
  });
});
