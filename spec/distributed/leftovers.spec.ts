import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { lastValueFrom, toArray } from 'rxjs';
import { pipeline, remote } from 'rxjs-stages';
import { idPrefix } from '../../src/bullmq/job-data';
import { gated } from './support/gate';
import { look, queueHere, serveHere } from './support/here';
import type { Holdings } from './support/opener';
import { idsTo } from './support/outcomes';
import { until } from './support/processes';
import { stagesFor, type Item } from './support/stages';
import { SERVERS, start, unique, urlOf } from './support/workers';

/** A database that nobody else uses, and how many clients it has. */
const DATABASES = {
  Redis(url: string) {
    const redis = new Redis(url);
    const clients = async (): Promise<number> => String(await redis.client('LIST')).split(' db=7 ').length - 1;
    return { connection: `${url}/7`, clients, close: () => redis.quit() };
  },
  async PostgreSQL(url: string) {
    const pool = new Pool({ connectionString: url });
    const name = `leftovers_${randomUUID().slice(0, 8)}`;
    await pool.query(`CREATE DATABASE ${name}`);
    const clients = async (): Promise<number> =>
      Number((await pool.query('SELECT count(*) FROM pg_stat_activity WHERE datname = $1', [name])).rows[0]?.count);
    return { connection: Object.assign(new URL(url), { pathname: name }).href, clients, close: () => pool.end() };
  },
};

describe.each(SERVERS)('on %s', (name, variable) => {
  const setUp = (queue: string) => ({ queue: unique(queue), connection: urlOf(variable) });

  it('queues and workers that have closed leave nothing in their process, and no client of the server', async () => {
    const { connection, clients, close } = await DATABASES[name](urlOf(variable));
    try {
      const child = start('opener', { options: { queue: unique('opened'), connection }, times: name === 'Redis' ? 50 : 15 });
      const exited = once(child, 'exit');
      const [{ before, after }] = (await once(child, 'message')) as [Record<'before' | 'after', Holdings>];
      expect(after).toEqual(before);
      expect(await exited).toEqual([0, null]);
      await until('no client is left', async () => (await clients()) === 0);
    } finally {
      await close();
    }
  });

  it('a queue without a run leaves no job, whatever became of it', async () => {
    const options = setUp('without-run');
    const { detail } = stagesFor();
    await serveHere([detail], { ...options, concurrency: 200 });
    const queue = await queueHere(options);
    const inside = look(options);
    const stage = remote(detail, queue).with({ concurrency: 100, retry: { count: 1, delay: 0 } });
    const fates = [{ does: 'fail' }, { does: 'flaky' }, {}] as const;
    const items = idsTo(60).map((id): Item => ({ id, ...fates[id % 3] }));

    const outcomes = lastValueFrom(pipeline(stage)(items).pipe(toArray()));
    const cancelled = pipeline(stage)(idsTo(60).map((id) => ({ id, does: 'wait' }))).subscribe();
    expect((await outcomes).filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    cancelled.unsubscribe();
    await queue.close();
    expect(await inside.all()).toBe(0);
  });

  it('`forget` removes the jobs of a run, finished or not, and no others', async () => {
    const options = setUp('forgotten');
    const [forgotten, kept] = [unique('run'), unique('run')];
    const { gate, calls, open } = gated();
    const { detail } = stagesFor();
    await serveHere([gate, detail], { ...options, concurrency: 30 });
    const inside = look(options);
    for (const run of [forgotten, kept]) {
      const queue = await queueHere({ ...options, run });
      await lastValueFrom(pipeline(remote(detail, queue))(idsTo(10).map((id): Item => ({ id, ...(id < 3 && { does: 'fail' }) }))));
      pipeline(remote(gate, queue))(idsTo(20)).subscribe();
      const all = run === forgotten ? 30 : 60;
      await until('its jobs are in the queue', async () => (await inside.all()) === all);
      await queue.close();
    }
    await until('some run', () => calls.length === 30);

    const queue = await queueHere({ ...options, run: kept });
    await queue.forget(forgotten);
    const ids = (await inside.bull.getJobs()).map(({ id }) => String(id));
    expect(ids).toHaveLength(30);
    expect(ids.filter((id) => !id.startsWith(idPrefix(kept)))).toEqual([]);
    await until('all others run', () => calls.length === 40);
    const aborted = calls.filter(({ context }) => context.signal.aborted);
    expect(aborted.map(({ id }) => id).sort((a, b) => a - b)).toEqual(idsTo(20));

    open();
    const outcomes = await lastValueFrom(pipeline(remote(gate, queue))(idsTo(20)).pipe(toArray()));
    expect(outcomes.map(({ status }) => status)).toEqual(idsTo(20).map(() => 'fulfilled'));
    expect(calls).toHaveLength(40);
  });

  it('finished jobs are removed after `retention`', async () => {
    const options = setUp('retention');
    const { detail } = stagesFor();
    await serveHere([detail], options);
    const inside = look(options);
    const old = unique('run');
    const runOnce = async (run: string): Promise<void> => {
      const queue = await queueHere({ ...options, run, retention: 1000 });
      await lastValueFrom(pipeline(remote(detail, queue))([{ id: 1 }]));
      await queue.close();
    };
    await runOnce(old);
    expect(await inside.all()).toBe(1);
    await until('it is gone', async () => {
      await runOnce(unique('run'));
      return (await inside.bull.getJobs()).every(({ id }) => id?.startsWith(idPrefix(old)) === false);
    });
  });
});
