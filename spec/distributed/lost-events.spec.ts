import { Queue, QueueEvents } from 'bullmq';
import { dropEvents, type Dropped } from './support/drop-events';
import { answersOf, details, fanOut, idsTo, itemsTo, sorted } from './support/outcomes';
import { until } from './support/processes';
import { look, queueHere } from './support/here';
import { CALM, Producer, SERVERS, unique, urlOf, Workers } from './support/workers';

const ROOTS = { Redis: 200, PostgreSQL: 40 };

describe.each(SERVERS)('events that get lost, %s', (name, variable) => {
  let dropped: Dropped | undefined;

  afterEach(() => dropped?.restore());

  const begin = async () => {
    const options = { queue: unique('lost-events'), connection: urlOf(variable) };
    const workers = new Workers({ ...options, ...CALM });
    await Promise.all([workers.start(), workers.start()]);
    return { options, workers };
  };

  it.each([
    ['none arrives', 1],
    ['one in ten gets lost', 0.1],
  ])('cost time, but no outcome: %s', async (_, rate) => {
    dropped = dropEvents(rate, 7);
    const { options, workers } = await begin();
    const queue = await queueHere(options);
    const roots = ROOTS[name];
    const outcomes = await fanOut(queue, roots);
    await workers.stop();
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(roots));
    expect(workers.ran).toHaveLength(roots * 6);
    expect(dropped.dropped).toBeGreaterThan(0);
    expect(dropped.seen > 0).toBe(rate < 1);
  });

  it('may come before the add has resolved', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
    const { add } = Queue.prototype;
    const ended = new Set<string>();
    const seen = jest.spyOn(QueueEvents.prototype, 'emit');
    const adding = jest.spyOn(Queue.prototype, 'add').mockImplementation(async function (this: Queue, name, data, opts) {
      const added = await add.call(this, name, data, opts);
      await until('it has ended, and the event has said so', () => {
        for (const [event, args] of seen.mock.calls) if (/completed|failed/.test(event)) ended.add((args as { readonly jobId: string }).jobId);
        return ended.has(opts?.jobId as string);
      });
      return added;
    });
    const { options } = await begin();
    const queue = await queueHere({ ...options, run: 'run' });
    const { fulfilled, reasons } = await details(queue, [...itemsTo(4), { id: 4, does: 'fail' }]);
    expect(adding).toHaveBeenCalledTimes(5);
    adding.mockRestore();
    seen.mockRestore();
    expect(sorted(fulfilled)).toEqual(idsTo(4));
    expect(reasons).toEqual([{ id: 4, reason: expect.objectContaining({ message: 'detail 4 failed', code: 'EXPECTED' }) }]);
  });

  it('may tell of a failure of a job that has been added again since, and completed', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- they are called with the `this` of each call
    const [{ emit }, { add }] = [QueueEvents.prototype, Queue.prototype];
    const events: string[] = [];
    const emitting = jest.spyOn(QueueEvents.prototype, 'emit').mockImplementation(function (this: QueueEvents, event, ...args) {
      events.push(event);
      return event === 'completed' || emit.call(this, event, ...(args as never));
    });
    const adding = jest.spyOn(Queue.prototype, 'add').mockImplementation(async function (this: Queue, ...args) {
      const job = await add.apply(this, args);
      await until('it has completed', async () => (await this.getJobState(job.id as string)) === 'completed');
      await until('its failure is told', async () => {
        await this.getBackend().publishEvent({ event: 'failed', jobId: job.id as string }, 10_000);
        return events.includes('failed');
      });
      return job;
    });
    const { options } = await begin();
    const queue = await queueHere({ ...options, run: 'run' });
    const { fulfilled, reasons } = await details(queue, itemsTo(1));
    adding.mockRestore();
    emitting.mockRestore();
    expect(reasons).toEqual([]);
    expect(fulfilled).toEqual([0]);
  });
});

describe('a stream of events that is trimmed', () => {
  it('has lost nearly all before its producer reads it', async () => {
    const options = { queue: unique('trimmed'), connection: urlOf('REDIS_URL') };
    const count = 1500;
    const { bull: queue } = look(options);
    const workers = new Workers({ ...options, ...CALM });
    const producer = new Producer({ options, items: itemsTo(count), concurrency: count, isShort: true });
    await until('all are added', async () => (await queue.getWaitingCount()) === count);
    producer.send('SIGSTOP');
    await Promise.all([workers.start(), workers.start()]);
    await until('all have ended', async () => (await queue.getCompletedCount()) === count);
    expect(await queue.trimEvents(100)).toBeGreaterThan(count);
    producer.send('SIGCONT');
    await producer.ended;
    expect(sorted(producer.results as number[])).toEqual(idsTo(count));
  });
});
