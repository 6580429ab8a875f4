import { CHILDREN } from './support/stages';
import { answersOf, details, fanOut, idsTo, itemsTo, sorted } from './support/outcomes';
import { until } from './support/processes';
import { look, queueHere } from './support/here';
import { startRedis } from './support/servers';
import { CALM, Producer, SERVERS, unique, urlOf, Workers } from './support/workers';

const ROOTS = { Redis: 400, PostgreSQL: 60 };

describe.each(SERVERS)('producers, %s', (name, variable) => {
  const options = () => ({ queue: unique('producers'), connection: urlOf(variable) });
  const roots = ROOTS[name];
  const total = roots * (1 + CHILDREN);

  it('may be killed in the middle: the same run goes on in another one, and repeats nothing', async () => {
    const all = options();
    const workers = new Workers({ ...all, ...CALM });
    await Promise.all([workers.start(), workers.start()]);
    const production = { options: { ...all, run: 'run' }, items: itemsTo(roots), concurrency: 50 };
    const first = new Producer(production);
    await until('a third has run', () => workers.ran.length > total / 3);
    await first.kill();
    expect(first.results.length).toBeLessThan(roots * CHILDREN);
    const second = new Producer(production);
    await second.ended;
    await workers.stop();
    expect(sorted(second.results as number[])).toEqual(answersOf(roots));
    expect(workers.ran).toHaveLength(total);
  });

  it('share a queue: different runs do not mix, and the same run does its work once', async () => {
    const all = options();
    const workers = new Workers({ ...all, ...CALM });
    await Promise.all([workers.start(), workers.start()]);
    const items = itemsTo(roots / 4);
    const shared = [0, 1].map(() => new Producer({ options: { ...all, run: 'shared' }, items, concurrency: 50 }));
    const others = [1, 2].map((far) => {
      const run = items.map(({ id }) => ({ id: id + far * 1_000_000 }));
      return new Producer({ options: { ...all, ...(far === 1 && { run: 'other' }) }, items: run, concurrency: 50 });
    });
    await Promise.all([...shared, ...others].map(({ ended }) => ended));
    await workers.stop();
    const expected = answersOf(roots / 4);
    for (const { results } of shared) expect(sorted(results as number[])).toEqual(expected);
    for (const [index, { results }] of others.entries()) {
      expect(sorted(results as number[])).toEqual(expected.map((id) => id + (index + 1) * 1_000_000 * CHILDREN));
    }
    expect(workers.ran).toHaveLength((roots / 4) * (1 + CHILDREN) * 3);
  });

  it('add again what another process has forgotten', async () => {
    const all = options();
    const [queue, other] = await Promise.all([queueHere({ ...all, run: 'run' }), queueHere(all)]);
    const running = details(queue, itemsTo(50));
    const workers = new Workers({ ...all, ...CALM });
    await other.forget('run');
    await Promise.all([workers.start(), workers.start()]);
    await other.forget('run');
    const outcomes = await running;
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(idsTo(50));
  });
});

describe('a queue on Redis that is emptied', () => {
  it('by `drain`, and by FLUSHALL in the middle, is filled again', async () => {
    const server = await startRedis();
    try {
      const options = { queue: unique('emptied'), connection: server.url };
      const { bull: inspected } = look(options);
      const queue = await queueHere(options);
      const running = fanOut(queue, 100, {
        after: async (count) => {
          if (count === 200) await ((await inspected.getBackend().client) as unknown as { flushall(): Promise<unknown> }).flushall();
        },
      });
      await until('jobs wait', async () => (await inspected.getWaitingCount()) === 100);
      await inspected.drain();
      const workers = new Workers(options);
      await Promise.all([workers.start(), workers.start()]);
      const outcomes = await running;
      expect(outcomes.reasons).toEqual([]);
      expect(sorted(outcomes.fulfilled)).toEqual(answersOf(100));
    } finally {
      await server.stop();
    }
  });
});
