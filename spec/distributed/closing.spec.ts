import { once } from 'node:events';
import { lastValueFrom, toArray } from 'rxjs';
import { fulfilledValues, isRejected, pipeline, remote, type Outcome } from 'rxjs-stages';
import { jobQueue } from 'rxjs-stages/bullmq';
import { gated } from './support/gate';
import { look, queueHere, serveHere } from './support/here';
import type { Beginning } from './support/leaver';
import { idsTo, sorted } from './support/outcomes';
import { onAdd } from './support/on-add';
import { signalAll, until } from './support/processes';
import { startPostgres, startRedis, type TestServer } from './support/servers';
import { stagesFor, type Item } from './support/stages';
import { SERVERS, start, unique, urlOf, Workers } from './support/workers';

/** What was rejected because the queue was closed. */
function isClosed(outcome: Outcome): boolean {
  return isRejected(outcome) && (outcome.reason as { readonly code?: string }).code === 'CLOSED';
}

describe.each(SERVERS)('a queue on %s that closes', (_, variable) => {
  const setUp = (name: string) => ({ queue: unique(name), connection: urlOf(variable) });

  it('rejects what is wanted, and removes it if it has no run', async () => {
    const options = setUp('closes');
    const { gate, calls, aborted } = gated();
    await serveHere([gate], { ...options, concurrency: 5 });
    const inside = look(options);
    const queue = await queueHere(options);

    const outcomes = lastValueFrom(pipeline(remote(gate, queue))(idsTo(20)).pipe(toArray()));
    await until('some run', () => calls.length === 5);
    await queue.close();
    expect((await outcomes).filter(isClosed)).toHaveLength(20);
    // A worker may take one more before that one is removed.
    await until('all of them see it', () => aborted().every(Boolean));
    expect(await inside.all()).toBe(0);
  });

  it('leaves the jobs of a run to the same run', async () => {
    const options = setUp('keeps');
    const run = unique('run');
    const { gate, calls, open } = gated();
    await serveHere([gate], { ...options, concurrency: 5 });
    const inside = look(options);
    const queue = await queueHere({ ...options, run });

    const outcomes = lastValueFrom(pipeline(remote(gate, queue))(idsTo(20)).pipe(toArray()));
    await until('some run, and the others wait', async () => calls.length === 5 && (await inside.outstanding()) === 20);
    await queue.close();
    expect((await outcomes).filter(isClosed)).toHaveLength(20);
    expect(await inside.all()).toBe(20);

    open();
    const again = await queueHere({ ...options, run });
    const values = await lastValueFrom(pipeline(remote(gate, again))(idsTo(20)).pipe(fulfilledValues(), toArray()));
    expect(sorted(values)).toEqual(idsTo(20));
    expect(sorted(calls.map(({ id }) => id))).toEqual(idsTo(20));
  });

  it.each([undefined, 'run'])('closes while it adds jobs (run: %s)', async (run) => {
    const options = setUp('adds');
    const { gate } = gated();
    const inside = look(options);
    const queue = await queueHere({ ...options, run });
    let closed: Promise<void> | undefined;
    onAdd(() => {
      closed = queue.close();
    });

    const outcomes = await lastValueFrom(pipeline(remote(gate, queue))(idsTo(20)).pipe(toArray()));
    expect(outcomes.filter(isClosed)).toHaveLength(20);
    expect(closed).toBeDefined();
    await closed;
    expect(await inside.all()).toBe(run === undefined ? 0 : 20);
  });

  it('takes no more jobs, closes once, and with `await using`', async () => {
    const { gate } = gated();
    const events: string[] = [];
    const run = await (async () => {
      await using queue = await jobQueue(setUp('disposed'));
      const closed = queue.close();
      expect(queue.close({ grace: 0 })).toBe(closed);
      return pipeline(remote(gate, queue), { onEvent: ({ type }) => events.push(type) });
    })();
    const outcomes = await lastValueFrom(run([1]).pipe(toArray()));
    expect(outcomes.filter(isClosed)).toHaveLength(1);
    expect(events.filter((type) => type === 'started')).toHaveLength(1);
  });
});

describe.each(SERVERS)('a worker on %s that closes', (_, variable) => {
  const setUp = (name: string) => ({ queue: unique(name), connection: urlOf(variable) });

  it('finishes what runs, and leaves what waits', async () => {
    const options = setUp('drains');
    const [one, other] = [gated(), gated()];
    const worker = await serveHere([one.gate], { ...options, concurrency: 5 });
    const inside = look(options);
    const values = lastValueFrom(pipeline(remote(one.gate, await queueHere(options)))(idsTo(20)).pipe(fulfilledValues(), toArray()));
    await until('some run', () => one.calls.length === 5);

    const closed = worker.close();
    one.open();
    await closed;
    await worker.closed;
    expect(one.aborted()).toEqual([false, false, false, false, false]);
    await until('the others wait', async () => (await inside.outstanding()) === 15);

    other.open();
    await serveHere([other.gate], options);
    expect(sorted(await values)).toEqual(idsTo(20));
    expect(sorted([...one.calls, ...other.calls].map(({ id }) => id))).toEqual(idsTo(20));
  });

  it('returns jobs that take longer than `grace` to the queue', async () => {
    const options = setUp('hangs');
    const [one, other] = [gated(), gated()];
    const worker = await serveHere([one.gate], options);
    const values = lastValueFrom(pipeline(remote(one.gate, await queueHere(options)))(idsTo(20)).pipe(fulfilledValues(), toArray()));
    await until('all run', () => one.calls.length === 20);

    await worker.close({ grace: 50 });
    expect(one.aborted()).toEqual(idsTo(20).map(() => true));
    other.open();
    await serveHere([other.gate], options);
    expect(sorted(await values)).toEqual(idsTo(20));
    expect(sorted(other.calls.map(({ id }) => id))).toEqual(idsTo(20));
  });

  it('ends by itself with SIGTERM, and nothing is lost or run twice', async () => {
    const workers = new Workers({ ...setUp('sigterm'), concurrency: 5, lockDuration: 30_000 });
    const { queue, connection } = workers.options;
    const [leaving] = await Promise.all([workers.start(), workers.start()]);
    const exited = once(leaving, 'exit');
    const { detail } = stagesFor();
    const items = idsTo(100).map((id): Item => ({ id, ms: 20 }));
    const run = pipeline(remote(detail, await queueHere({ queue, connection })).with({ concurrency: 40 }));
    const values = lastValueFrom(run(items).pipe(fulfilledValues(), toArray()));
    await until('it works', () => workers.ran.filter(({ pid }) => pid === leaving.pid).length >= 10);
    leaving.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(sorted(await values)).toEqual(idsTo(100));
    expect(sorted(workers.ran.map(({ id }) => id))).toEqual(idsTo(100));
  });

  it('ends at once with a second SIGTERM, or if SIGTERM is not its concern', async () => {
    const workers = new Workers(setUp('impatient'));
    const others = new Workers({ ...workers.options, signals: [] });
    const [impatient, careless] = await Promise.all([workers.start(), others.start()]);
    const exits = [once(impatient, 'exit'), once(careless, 'exit')];
    const { queue, connection } = workers.options;
    const subscription = pipeline(remote(stagesFor().detail, await queueHere({ queue, connection })))([{ id: 1, does: 'hang' }]).subscribe();
    await until('it runs', () => workers.ran.length + others.ran.length > 0);

    careless.kill('SIGTERM');
    expect(await exits[1]).toEqual([null, 'SIGTERM']);
    await until('the first one has it', () => workers.ran.length > 0);
    impatient.kill('SIGTERM');
    await until('it drains', () => workers.closing.length > 0);
    impatient.kill('SIGTERM');
    expect(await exits[0]).toEqual([null, 'SIGTERM']);
    subscription.unsubscribe();
  });
});

describe.each([
  ['Redis', startRedis],
  ['PostgreSQL', startPostgres],
])('while %s is away, a queue and a worker', (_, startServer: () => Promise<TestServer>) => {
  it.each(['SIGSTOP', 'SIGKILL'] as const)('close, and leave nothing open (%s)', async (signal) => {
    const server = await startServer();
    try {
      const beginnings = [0, 10].map((length): Beginning => {
        const options = { queue: unique('away'), connection: server.url };
        return { options, items: idsTo(length).map((id) => ({ id, does: 'hang' })), concurrency: 5 };
      });
      const leavers = beginnings.map((beginning) => start('leaver', beginning));
      const exits = leavers.map((leaver) => once(leaver, 'exit'));
      await Promise.all(leavers.map((leaver) => once(leaver, 'message')));
      signalAll(server.pid, signal);
      for (const leaver of leavers) leaver.send('close');
      expect(await Promise.all(exits)).toEqual([[0, null], [0, null]]); // prettier-ignore
    } finally {
      if (signal === 'SIGSTOP') signalAll(server.pid, 'SIGCONT');
      await server.stop();
    }
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});
