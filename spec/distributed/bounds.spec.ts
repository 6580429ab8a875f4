import { lastValueFrom, toArray } from 'rxjs';
import { fulfilledValues, pipeline, remote, stage } from 'rxjs-stages';
import { gated } from './support/gate';
import { look, queueHere, serveHere } from './support/here';
import { idsTo, sorted } from './support/outcomes';
import { until } from './support/processes';
import { stagesFor } from './support/stages';
import { CALM, SERVERS, unique, urlOf, Workers } from './support/workers';

describe.each(SERVERS)('on %s', (_, variable) => {
  const setUp = (name: string) => ({ queue: unique(name), connection: urlOf(variable) });

  it('outstanding jobs never exceed the concurrency of their stage, nor running ones that of the worker', async () => {
    const options = setUp('bounds');
    let [running, most] = [0, 0];
    const work = stage('work', async (id: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, id % 5));
      running--;
      return id;
    });
    await serveHere([work], { ...options, concurrency: 7 });
    const inside = look(options);
    const queue = await queueHere({ ...options, run: unique('run') });
    const counts: number[] = [];
    const over = new AbortController();
    const looking = (async () => {
      while (!over.signal.aborted) counts.push(await inside.outstanding());
    })();
    const values = await lastValueFrom(remote(work, queue).with({ concurrency: 20 })(idsTo(300)).pipe(fulfilledValues(), toArray()));
    over.abort();
    await looking;
    expect(sorted(values)).toEqual(idsTo(300));
    expect(most).toBe(7);
    expect(Math.max(...counts)).toBeLessThanOrEqual(20);
  });

  it('nobody takes what the next stage has no room for', async () => {
    const options = setUp('backpressure');
    const { gate, calls, open } = gated();
    const first = stage('first', (id: number) => Promise.resolve(id));
    await serveHere([first, gate], options);
    const queue = await queueHere({ ...options, run: unique('run') });
    const slow = remote(gate, queue).with({ concurrency: 5 });
    const values = lastValueFrom(
      pipeline(remote(first, queue).with({ concurrency: 5 }), slow, { highWaterMark: 10 })(idsTo(100)).pipe(fulfilledValues(), toArray()),
    );
    await until('the second stage is full', () => calls.length === 5);
    const inside = look(options);
    let before = -1;
    await until('nothing more happens', async () => {
      const { completed = 0 } = await inside.finished();
      const isStill = completed === before;
      before = completed;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return isStill;
    });
    expect(before).toBeLessThanOrEqual(25);
    open();
    expect(sorted(await values)).toEqual(idsTo(100));
  });

  it('a limiter bounds the starts of all workers together', async () => {
    const options = setUp('limiter');
    const workers = new Workers({ ...options, ...CALM, limiter: { max: 10, duration: 3_600_000 } });
    await Promise.all([workers.start(), workers.start()]);
    const queue = await queueHere(options);
    const items = idsTo(40).map((id) => ({ id }));
    const outcomes: unknown[] = [];
    const subscription = remote(stagesFor().detail, queue)
      .with({ concurrency: 40 })(items)
      .subscribe((outcome) => outcomes.push(outcome));
    await until('some have run', () => outcomes.length === 10);
    await until('the others wait', async () => (await look(options).outstanding()) === 30);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(workers.ran).toHaveLength(10);
    subscription.unsubscribe();
  });
});
