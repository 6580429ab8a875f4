import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { lastValueFrom, toArray } from 'rxjs';
import { fulfilledValues, remote, stage } from 'rxjs-stages';
import { jobQueue, serve } from 'rxjs-stages/bullmq';
import { queueHere } from './support/here';
import { idsTo, sorted } from './support/outcomes';
import { unique, urlOf } from './support/workers';

const echo = stage('echo', (id: number) => Promise.resolve(id), { concurrency: 50 });

const [REDIS, POSTGRES] = [new URL(urlOf('REDIS_URL')), new URL(urlOf('POSTGRES_URL'))];

/** Runs jobs on a connection, closes both sides, and tells what came out. */
async function runOn(connection: string | object): Promise<readonly number[]> {
  const options = { queue: unique('connections'), connection };
  const worker = await serve([echo], { ...options, concurrency: 20, signals: [] });
  const queue = await jobQueue({ ...options, run: unique('run') });
  const values = await lastValueFrom(remote(echo, queue)(idsTo(100)).pipe(fulfilledValues(), toArray()));
  await queue.close();
  await worker.close();
  return sorted(values);
}

describe('a connection may be', () => {
  it.each<[string, string | object]>([
    ['options of ioredis', { host: REDIS.hostname, port: Number(REDIS.port) }],
    ['a URL within options of ioredis', { url: REDIS.href }],
    ['options of pg', { host: POSTGRES.hostname, port: Number(POSTGRES.port), user: 'postgres', database: 'postgres' }],
    ['options of pg with a schema of their own', { connectionString: POSTGRES.href, schema: 'elsewhere' }],
    ['options of pg with few connections', { connectionString: POSTGRES.href, max: 3 }],
  ])('%s', async (_, connection) => {
    expect(await runOn(connection)).toEqual(idsTo(100));
  });

  it('a client of ioredis, which stays open', async () => {
    const client = new Redis(REDIS.href, { maxRetriesPerRequest: null });
    expect(await runOn(client)).toEqual(idsTo(100));
    expect(await client.ping()).toBe('PONG');
    await client.quit();
  });

  it('a pool of pg, which stays open', async () => {
    // The tables are made by whoever connects first, with options.
    await (await queueHere({ queue: unique('first'), connection: POSTGRES.href })).close();
    const pool = new Pool({ connectionString: POSTGRES.href, options: '-c search_path=bullmq', max: 4 });
    expect(await runOn(pool)).toEqual(idsTo(100));
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
