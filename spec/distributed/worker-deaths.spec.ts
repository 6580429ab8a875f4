import { answersOf, details, fanOut, idsTo, itemsTo, sorted } from './support/outcomes';
import { queueHere } from './support/here';
import { SERVERS, unique, urlOf, Workers } from './support/workers';

const ROOTS = { Redis: 400, PostgreSQL: 60 };

describe.each(SERVERS)('worker processes that die, %s', (name, variable) => {
  const options = () => ({ queue: unique('worker-deaths'), connection: urlOf(variable) });

  it('are replaced: one dies, then all', async () => {
    const all = options();
    const workers = new Workers(all);
    const [first, second] = await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere({ ...all, run: 'run' });
    const roots = ROOTS[name];
    const outcomes = await fanOut(queue, roots, {
      after: async (count) => {
        if (count === roots) await workers.kill(first);
        if (count === 2 * roots) {
          await workers.kill(second);
          // Nobody is left.
          await workers.start();
        }
        if (count === 3 * roots) await workers.start();
      },
    });
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(roots));
  });

  it('lose to a poison job one more than it may stall, and nothing else', async () => {
    const all = { ...options(), maxStalledCount: 2 };
    const workers = new Workers(all);
    workers.replaceTheDead();
    await Promise.all([workers.start(), workers.start()]);
    const items = itemsTo(200).map(({ id }) => (id === 60 ? ({ id, does: 'poison' } as const) : { id, ms: 50 }));
    // A run that is resumed, and keeps failures, ends no worker more.
    for (const failures of ['retry', 'keep'] as const) {
      const queue = await queueHere({ queue: all.queue, connection: all.connection, run: 'run', failures });
      const { fulfilled, reasons } = await details(queue, items, { retry: 2 });
      expect(reasons).toEqual([{ id: 60, reason: expect.objectContaining({ name: 'RemoteStageError', code: 'STALLED', stage: 'detail' }) }]);
      expect(sorted(fulfilled)).toEqual(idsTo(200).filter((id) => id !== 60));
      expect(workers.deaths).toBe(3);
    }
  });

  it('block their event loop for longer than their jobs are theirs: each job has one outcome', async () => {
    const all = { ...options(), maxStalledCount: 1 };
    const workers = new Workers(all);
    await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere({ queue: all.queue, connection: all.connection, run: 'run' });
    const items = itemsTo(40).map(({ id }) => (id === 20 ? ({ id, does: 'block', ms: 2000 } as const) : { id }));
    const { fulfilled, reasons } = await details(queue, items);
    const ids = [...fulfilled, ...reasons.map(({ id }) => id)];
    expect(sorted(ids)).toEqual(idsTo(40));
    expect(workers.deaths).toBe(0);
  });
});
