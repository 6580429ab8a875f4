import { pipeline, remote } from 'rxjs-stages';
import { jobQueue } from 'rxjs-stages/bullmq';
import { until } from './support/processes';
import { CHILDREN, stagesFor } from './support/stages';
import { CALM, SERVERS, unique, urlOf, Workers } from './support/workers';

/** How many roots; PostgreSQL is slower. */
const ROOTS = { Redis: 2000, PostgreSQL: 200 };

describe.each(SERVERS)('two worker processes on %s', (name, variable) => {
  it('answer each branch once, and a resumed run repeats nothing', async () => {
    const options = { queue: unique('fan-out'), connection: urlOf(variable) };
    const run = unique('run');
    // A job that stalls would run twice.
    const workers = new Workers({ ...options, ...CALM, concurrency: 50 });
    await Promise.all([workers.start(), workers.start()]);
    const roots = ROOTS[name];
    const expected = Array.from({ length: roots * CHILDREN }, (_, id) => id);
    const { search, detail } = stagesFor();

    for (const executed of [roots * (1 + CHILDREN), 0]) {
      const before = workers.ran.length;
      const queue = await jobQueue({ ...options, run });
      const values: number[] = [];
      const audit = pipeline(remote(search, queue).with({ concurrency: 50 }), remote(detail, queue).with({ concurrency: 200 }));
      for await (const outcome of audit(Array.from({ length: roots }, (_, id) => ({ id })))) {
        if (outcome.status === 'rejected') throw outcome.reason;
        values.push(outcome.value);
      }
      await queue.close();
      expect(values.sort((a, b) => a - b)).toEqual(expected);
      await until('the workers have told all', () => workers.ran.length - before >= executed);
      expect(workers.ran.length - before).toBe(executed);
    }
  });
});
