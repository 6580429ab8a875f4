import { setTimeout as delay } from 'node:timers/promises';
import { idsTo } from './support/outcomes';
import { seeded } from '../../src/testing/seeded';
import { startRedis, type TestServer } from './support/servers';
import type { Item } from './support/stages';
import { Producer, unique, Workers } from './support/workers';

/** How many seeds, and the first one: `SEEDS=50 FIRST=100 npm run test:distributed -- soak` hunts. */
const [SEEDS, FIRST] = [Number(process.env.SEEDS ?? 2), Number(process.env.FIRST ?? 1)];

const ITEMS = 400;

describe('everything at random', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startRedis();
  });

  afterAll(() => server.stop());

  it.each(idsTo(SEEDS).map((index) => FIRST + index))(
    'leads to each expected outcome once, seed %i',
    async (seed) => {
      const random = seeded(seed);
      const below = (count: number): number => Math.floor(random() * count);
      const items = idsTo(ITEMS).map((id): Item => ({ id, does: ([undefined, undefined, 'fail', 'flaky'] as const)[below(4)], ms: below(50) }));
      const options = { queue: unique('soak'), connection: server.url };
      const workers = new Workers(options);
      const running = await Promise.all([workers.start(), workers.start()]);
      const production = { options: { ...options, run: 'run' }, items, concurrency: 50, isShort: true, retry: 1, drop: { rate: random(), seed } };
      let producer = new Producer(production);
      await producer.ready;

      const chaos = [
        async () => {
          const at = below(2);
          await workers.kill(running[at] as never);
          running[at] = await workers.start();
        },
        async () => {
          const stopped = running[below(2)];
          stopped?.kill('SIGSTOP');
          await delay(below(2000));
          stopped?.kill('SIGCONT');
        },
        () => server.killAndRestart(),
        async () => {
          process.kill(server.pid, 'SIGSTOP');
          await delay(below(2000));
          process.kill(server.pid, 'SIGCONT');
        },
        async () => {
          await producer.kill();
          producer = new Producer(production);
          await producer.ready;
        },
      ];
      for (let left = 6; left > 0; left--) {
        const isOver = await Promise.race([delay(below(700)), producer.ended.then(() => true)]);
        if (isOver === true) break;
        await chaos[below(chaos.length)]?.();
      }
      await producer.ended;

      const expected = items.map(({ id, does }) => (does === 'fail' ? `detail ${String(id)} failed` : id));
      expect(producer.results.map(String).sort()).toEqual(expected.map(String).sort());
    },
    240_000,
  );
});
