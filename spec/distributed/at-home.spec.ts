import { from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { fork, join, listStage, memoryCache, pipeline, remote, stage, type Outcome } from 'rxjs-stages';
import { serve, type BullJobQueue, type RemoteWorker } from 'rxjs-stages/bullmq';
import type { RemotableStage } from '../../src/remote/project-of';
import { queueHere } from './support/here';
import { idsTo } from './support/outcomes';
import { SERVERS, unique, urlOf } from './support/workers';

type Run = (inputs: readonly number[]) => Observable<Outcome>;

/** A pipeline whose types do not matter. */
const piped = pipeline as unknown as (...given: readonly unknown[]) => Run;

type Place = <S extends RemotableStage>(each: S) => S;

const children = listStage('children', (n: number) => Promise.resolve(n % 3 === 0 ? [] : [10 * n, 10 * n + 1, 10 * n + 2]));
const several = stage('several', (n: number) => from([`${String(n)}a`, `${String(n)}b`]));
const flaky = stage(
  'flaky',
  (n: number, { attempt }) => (n % 4 < attempt ? Promise.resolve(-n) : Promise.reject(new RangeError(`${String(n)} failed`))),
  { retry: { count: 2, delay: 0 } },
);
const tree = stage('tree', (n: number) => Promise.resolve(n), { recurse: (n: number) => (n < 100 ? [2 * n + 1, 2 * n + 2] : []), maxDepth: 2 });
const paged = stage('paged', (cursor: number) => Promise.resolve(cursor), { nextPage: (cursor) => (cursor > 0 ? cursor - 1 : undefined) });
const keyed = stage('keyed', (n: number) => Promise.resolve(n % 5), { key: (n: number) => String(n % 5) });
const atomic = stage('atomic', (n: number) => from([n, n + 0.5]), { atomic: true });
const late = stage('late', (n: number) => new Promise<number>((resolve) => setTimeout(resolve, 20 - n, n)));

const STAGES = [children, several, flaky, tree, paged, keyed, atomic, late];

/** What is run, with its stages at some place. */
const SHAPES: Readonly<Record<string, (at: Place) => Run>> = {
  'lists and values of one attempt': (at) => piped(at(children), at(several)),
  'failures and retries': (at) => piped(at(children), at(flaky)),
  '`recurse`': (at) => piped(at(tree), at(several)),
  '`nextPage`': (at) => piped(at(paged)),
  '`key` and `cache`': (at) => piped(at(keyed).with({ cache: memoryCache() })),
  '`atomic`': (at) => piped(at(atomic)),
  'a fork': (at) => piped(at(children), fork(at(flaky), at(several))),
  'a join': (at) => piped(join('whole', pipeline(at(children), at(flaky)))),
  'a remote stage between others': (at) => piped(children, at(flaky), several),
};

/** All that an outcome has, as text; a reason is its name and message. */
function told(outcome: Outcome): string {
  return JSON.stringify(outcome, (_, value: unknown) => (value instanceof Error ? String(value) : value));
}

async function outcomesOf(run: Run): Promise<readonly string[]> {
  return (await lastValueFrom(run(idsTo(8)).pipe(toArray()))).map(told);
}

describe.each(SERVERS)('stages on %s deliver what they do at home:', (_, variable) => {
  const options = { queue: unique('at-home'), connection: urlOf(variable) };
  let worker: RemoteWorker;

  beforeAll(async () => {
    worker = await serve(STAGES, { ...options, concurrency: 50, signals: [] });
  });

  afterAll(() => worker.close());

  const here: Place = (each) => each;
  const onQueue =
    (queue: BullJobQueue): Place =>
    (each) =>
      remote(each, queue);

  it.each(Object.entries(SHAPES))('%s', async (_name, shape) => {
    const expected = [...(await outcomesOf(shape(here)))].sort();
    expect(expected.length).toBeGreaterThan(5);
    const run = unique('run');
    // The second time, every answer is in the queue already.
    for (let time = 1; time <= 2; time++) {
      const queue = await queueHere({ ...options, run });
      expect([...(await outcomesOf(shape(onQueue(queue))))].sort()).toEqual(expected);
    }
  });

  it('in source order', async () => {
    const queue = await queueHere(options);
    const shape = (at: Place): Run => piped(at(children), fork(at(flaky), at(late)), { order: 'source' });
    expect(await outcomesOf(shape(onQueue(queue)))).toEqual(await outcomesOf(shape(here)));
  });
});
