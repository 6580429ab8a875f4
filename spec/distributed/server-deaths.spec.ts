import { PostgresQueueBackend } from 'bullmq';
import { serve, type BullJobQueue } from 'rxjs-stages/bullmq';
import { answersOf, fanOut, sorted } from './support/outcomes';
import { until } from './support/processes';
import { queueHere } from './support/here';
import { startPostgres, startRedis, type TestServer } from './support/servers';
import { stagesFor } from './support/stages';
import { unique, urlOf, Workers } from './support/workers';

const KINDS = [
  ['Redis', startRedis, 300],
  ['PostgreSQL', startPostgres, 60],
] as const;

describe.each(KINDS)('a server that dies, %s', (name, startServer, roots) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  const begin = async (): Promise<BullJobQueue> => {
    const options = { queue: unique('server-deaths'), connection: server.url };
    const workers = new Workers(options);
    await Promise.all([workers.start(), workers.start()]);
    return queueHere({ ...options, run: 'run' });
  };

  it('is killed in the middle: the run goes on by itself', async () => {
    const queue = await begin();
    // A second time right after the first, `pg` itself throws in a process that has just connected.
    const kills = name === 'Redis' ? [400, 900] : [100];
    const outcomes = await fanOut(queue, roots, { after: (count) => (kills.includes(count) ? server.killAndRestart() : undefined) });
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(roots));
  });

  it('is away when the run begins', async () => {
    const queue = await begin();
    await server.kill();
    const running = fanOut(queue, 20);
    await server.restart();
    const outcomes = await running;
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(20));
  });
});

describe('a server that stands still', () => {
  it('answers all after 2 s, twice as long as its workers have their jobs for themselves', async () => {
    const server = await startRedis();
    const options = { queue: unique('standstill'), connection: server.url };
    const workers = new Workers(options);
    await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere({ ...options, run: 'run' });
    const outcomes = await fanOut(queue, 100, {
      after: async (count) => {
        if (count !== 200) return;
        process.kill(server.pid, 'SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 2000));
        process.kill(server.pid, 'SIGCONT');
      },
    });
    await server.stop();
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(100));
  });
});

describe('a worker whose connection to PostgreSQL has broken', () => {
  it('looks for a job after 10 s at the latest: it may have been announced meanwhile', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const waiting = jest.spyOn(PostgresQueueBackend.prototype, 'waitForJob').mockRejectedValueOnce(refused);
    const { detail } = stagesFor();
    const worker = await serve([detail], { queue: unique('broken'), connection: urlOf('POSTGRES_URL') });
    await until('it waits again', () => waiting.mock.calls.length > 1);
    await worker.close();
    expect(Math.max(...waiting.mock.calls.map(([seconds]) => seconds))).toBeLessThanOrEqual(10);
    waiting.mockRestore();
  });
});
