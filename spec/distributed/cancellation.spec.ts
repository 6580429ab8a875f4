import { QueueEvents } from 'bullmq';
import { firstValueFrom } from 'rxjs';
import { pipeline, remote, stage, unwrap, type StageContext } from 'rxjs-stages';
import { gated } from './support/gate';
import { look, queueHere, serveHere } from './support/here';
import { onAdd } from './support/on-add';
import { end, until } from './support/processes';
import { stagesFor, type Item } from './support/stages';
import { SERVERS, unique, urlOf, Workers } from './support/workers';

const OUTSTANDING = 500;
const ITEMS: readonly Item[] = Array.from({ length: OUTSTANDING }, (_, id) => ({ id, does: 'wait' }));
const IDS = ITEMS.map(({ id }) => id);

const sorted = (notes: readonly { readonly id: number }[]): readonly number[] => notes.map(({ id }) => id).sort((a, b) => a - b);

describe.each(SERVERS)('on %s, a subscription that ends', (_, variable) => {
  const setUp = (name: string) => ({ queue: unique(name), connection: urlOf(variable) });
  const detail = stagesFor().detail.with({ concurrency: OUTSTANDING });

  it('removes jobs that are being added, or wait', async () => {
    const options = setUp('waiting');
    const queue = await queueHere(options);
    const inside = look(options);
    const run = pipeline(remote(detail, queue));

    onAdd(() => {
      early.unsubscribe();
    });
    const early = run(ITEMS).subscribe();
    await until('the jobs are being added', () => early.closed);
    await until('they are gone', async () => (await inside.all()) === 0);

    const late = run(ITEMS).subscribe();
    await until('all wait', async () => (await inside.outstanding()) === OUTSTANDING);
    late.unsubscribe();
    await until('they are gone', async () => (await inside.all()) === 0);
    expect(await inside.outstanding()).toBe(0);
  });

  it('aborts jobs that run, and leaves no failure; the same run may begin again at once', async () => {
    const options = setUp('running');
    const workers = new Workers({ ...options, concurrency: OUTSTANDING / 2, lockDuration: 30_000 });
    await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere({ ...options, run: unique('run'), failures: 'keep' });
    const inside = look(options);
    const outcomes: unknown[] = [];
    const run = pipeline(remote(detail, queue))(ITEMS);

    const first = run.subscribe((outcome) => outcomes.push(outcome));
    await until('all run', () => workers.ran.length === OUTSTANDING);
    first.unsubscribe();
    const second = run.subscribe((outcome) => outcomes.push(outcome));
    await until('all run again', () => workers.ran.length === 2 * OUTSTANDING);
    expect(sorted(workers.aborted)).toEqual(IDS);
    second.unsubscribe();

    await until('nothing is left', async () => (await inside.all()) === 0);
    await until('all are aborted', () => workers.aborted.length === 2 * OUTSTANDING);
    expect(sorted(workers.aborted)).toEqual(IDS.flatMap((id) => [id, id]));
    expect(outcomes).toEqual([]);
  });

  it('removes the jobs of a worker that dies', async () => {
    const options = setUp('dying');
    const workers = new Workers({ ...options, concurrency: 50 });
    const [dying] = await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere(options);
    const inside = look(options);

    const subscription = pipeline(remote(detail, queue))(ITEMS).subscribe();
    await until('both work', () => new Set(workers.ran.map(({ pid }) => pid)).size === 2);
    const dead = end(dying, 'SIGKILL');
    subscription.unsubscribe();
    await dead;
    await until('nothing is left', async () => (await inside.all()) === 0);
    expect(workers.aborted.every(({ pid }) => pid !== dying.pid)).toBe(true);
  });

  it('leaves a job that another subscription waits for', async () => {
    const options = setUp('shared');
    const { gate, calls, open, aborted } = gated();
    await serveHere([gate], options);
    const queue = await queueHere({ ...options, run: unique('run') });
    const run = pipeline(remote(gate, queue))([7]);

    const leaving = run.subscribe();
    await until('it runs', () => calls.length === 1);
    const staying = firstValueFrom(run.pipe(unwrap()));
    leaving.unsubscribe();
    open();
    expect(await staying).toBe(7);
    expect(aborted()).toEqual([false]);
  });

  it('leaves another producer of the same run its answer: the job runs again', async () => {
    const options = setUp('producers');
    const { gate, calls, open } = gated();
    await serveHere([gate], options);
    const run = unique('run');
    const [one, other] = await Promise.all([queueHere({ ...options, run }), queueHere({ ...options, run })]);

    const leaving = pipeline(remote(gate, one))([7]).subscribe();
    await until('it runs', () => calls.length === 1);
    const staying = firstValueFrom(pipeline(remote(gate, other))([7]).pipe(unwrap()));
    leaving.unsubscribe();
    await until('it runs again', () => calls.length === 2);
    open();
    expect(await staying).toBe(7);
  });

  it('aborts a job even if its events are lost', async () => {
    const options = setUp('lost');
    const { gate, calls, aborted } = gated();
    await serveHere([gate], options);
    const inside = look(options);
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
    const emit = QueueEvents.prototype.emit as (...event: unknown[]) => boolean;
    let lost = 0;
    jest.spyOn(QueueEvents.prototype, 'emit').mockImplementation(function (this: QueueEvents, ...event: unknown[]) {
      return (event[0] === 'cancel' && ++lost <= 5) || emit.apply(this, event);
    });

    const subscription = pipeline(remote(gate, await queueHere(options)))([7]).subscribe();
    await until('it runs', () => calls.length === 1);
    subscription.unsubscribe();
    await until('it is gone', async () => (await inside.all()) === 0);
    expect(aborted()).toEqual([true]);
    expect(lost).toBeGreaterThan(5);
  });

  it('is no different for the timeout of an attempt, and the retry is a job of its own', async () => {
    const options = setUp('timeout');
    const calls: StageContext[] = [];
    const slow = stage('slow', async (id: number, context) => {
      calls.push(context);
      if (context.attempt === 1) await new Promise(() => undefined);
      return id;
    });
    await serveHere([slow], options);
    const inside = look(options);
    const queue = await queueHere({ ...options, run: unique('run') });
    const patient = slow.with({ timeout: 2000, retry: { count: 20, delay: 0, when: () => true } });

    expect(await firstValueFrom(pipeline(remote(patient, queue))([7]).pipe(unwrap()))).toBe(7);
    await until('the first attempt is gone', async () => (await inside.all()) === 1);
    expect(calls[0]?.signal.aborted).toBe(true);
    const [job] = await inside.bull.getJobs('completed');
    expect(job?.data).toMatchObject({ attempt: calls.at(-1)?.attempt });
    expect(calls.map(({ attempt }) => attempt).slice(0, 2)).toEqual([1, 2]);
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});
