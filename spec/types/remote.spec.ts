import { from, lastValueFrom, of, toArray } from 'rxjs';
import {
  batchStage,
  fork,
  jobRunner,
  join,
  listStage,
  pipeline,
  remote,
  stage,
  when,
  type Answer,
  type Fulfilled,
  type JobQueue,
  type ListStage,
  type Rejected,
  type RemoteJob,
  type RemoteStageErrorCode,
  type RemoteWork,
  type SettledEvent,
  type Stage,
  type StageContext,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

const search = listStage('search', (term: string) => of<Hit[]>([{ id: term.length }]));
const detail = stage('detail', (hit: Hit) => Promise.resolve({ title: `hit ${String(hit.id)}` }), { retry: 3 });
const folder = stage('folder', (path: string) => of(path), { recurse: (path) => (path.length < 3 ? [`${path}/`] : []) });
const delivering = stage('delivering', (term: string) => of(term), { deliver: true });
const queue: JobQueue = { run: jobRunner([search, detail, folder, delivering]), close: () => Promise.resolve() };

describe('types of remote', () => {
  it('are those of the stage: its name, its inputs, its values, and whether it delivers', () => {
    const stages = [remote(search, queue), remote(detail, queue), remote(folder, queue), remote(delivering, queue)] as const;

    expectType<Equal<(typeof stages)[0], ListStage<'search', string, Hit>>>(true);
    expectType<Equal<(typeof stages)[1], Stage<'detail', Hit, { title: string }>>>(true);
    expectType<Equal<(typeof stages)[2], typeof folder>>(true);
    expectType<Equal<(typeof stages)[3], typeof delivering>>(true);
    expect(stages.map(({ name }) => name)).toEqual(['search', 'detail', 'folder', 'delivering']);
  });

  it('join stages to a pipeline as the stages themselves do', async () => {
    const run = pipeline(remote(search, queue), remote(detail, queue), { concurrency: 8 });
    const home = pipeline(search, detail);

    type Value = Fulfilled<{ title: string }, 'detail', [string, Hit]>;
    expectType<Equal<Delivered<typeof run>, Rejected<'search', [string]> | Rejected<'detail', [string, Hit]> | Value>>(true);
    expectType<Equal<Delivered<typeof run>, Delivered<typeof home>>>(true);
    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: { title: 'hit 4' }, inputs: ['rxjs', { id: 4 }] });
    expectToCompile(() => {
      // @ts-expect-error a hit is no term
      pipeline(remote(detail, queue), remote(search, queue));
      // @ts-expect-error the source has no numbers
      run([1]);
    });
  });

  it('stand in forks, tests and joins, and go on to stages that are written inline', async () => {
    const size = stage('size', ({ id }: Hit) => of(id));
    const sized: JobQueue = { run: jobRunner([size]), close: () => Promise.resolve() };
    const run = pipeline(
      remote(search, queue),
      fork(
        when(({ id }: Hit) => id > 0, remote(detail, queue)),
        join('whole', remote(size, sized)),
      ),
      stage('last', (value, { inputs }) => {
        expectType<Equal<[(typeof inputs)[0], (typeof inputs)[1]], [string, Hit]>>(true);
        return of('title' in value ? value.title : value.size.length);
      }),
    );
    const outcomes = await lastValueFrom(from(['rxjs']).pipe(run, toArray()));

    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value).sort()).toEqual([1, 'hit 4']);
  });

  it('are those of a stage on its own if it is written inline', async () => {
    const runner = jobRunner([search, stage('inline', (hit: Hit) => of(hit.id))]);
    const both: JobQueue = { run: runner, close: () => Promise.resolve() };
    const run = pipeline(
      remote(search, both),
      remote(
        stage(
          'inline',
          (hit: Hit, { inputs, page }) => {
            expectType<Equal<[typeof inputs, typeof page], [[...unknown[], Hit], number]>>(true);
            return of(hit.id + page);
          },
          {
            key: (hit) => {
              expectType<Equal<typeof hit, Hit>>(true);
              return String(hit.id);
            },
          },
        ),
        both,
      ),
    );

    type Value = Fulfilled<number, 'inline', [string, Hit]>;
    expectType<Equal<Delivered<typeof run>, Rejected<'search', [string]> | Rejected<'inline', [string, Hit]> | Value>>(true);
    expect(await lastValueFrom(run(['rxjs']))).toMatchObject({ value: 4 });
  });

  it('change like the stage', async () => {
    const changed = remote(detail, queue).with({ retry: 0, deliver: true, key: ({ id }) => String(id) });
    const scripted = remote(search, queue).with({ project: () => of([{ id: 1 }]) });

    expectType<Equal<typeof changed, Stage<'detail', Hit, { title: string }, readonly unknown[], true>>>(true);
    expectType<Equal<typeof scripted, ListStage<'search', string, Hit>>>(true);
    expect(await lastValueFrom(scripted(['rxjs']))).toMatchObject({ value: { id: 1 } });
  });

  it('refuse what is no stage of one input', () => {
    expectToCompile(() => {
      const tested = when((term: string) => term !== '', search);
      const batch = batchStage('batch', (ids: readonly number[]) => Promise.resolve(ids), { max: 2 });
      // @ts-expect-error a job has one input
      remote(batch, queue);
      // @ts-expect-error a job has one input
      jobRunner([search, batch]);
      // @ts-expect-error a pipeline is no stage
      remote(pipeline(search, detail), queue);
      // @ts-expect-error a pipeline is no stage, even of one
      remote(pipeline(search), queue);
      // @ts-expect-error a pipeline is no stage
      jobRunner([pipeline(search, detail)]);
      // @ts-expect-error a fork is no stage
      remote(fork(search, folder), queue);
      // @ts-expect-error a test is no stage
      remote(tested, queue);
      // @ts-expect-error a join is no stage
      remote(join('whole', search), queue);
      // @ts-expect-error a function is no stage
      remote((term: string) => of(term), queue);
      // @ts-expect-error the runner of a worker is no queue
      remote(search, jobRunner([search]));
      // @ts-expect-error a queue can be closed
      remote(search, { run: jobRunner([search]) });
      // @ts-expect-error no stage
      jobRunner(search);
    });
  });
});

describe('types of a queue', () => {
  it('are what an adapter has to know', async () => {
    const adapter = {
      run: (job, signal, report) => {
        expectType<Equal<[typeof job, typeof signal], [RemoteJob, AbortSignal]>>(true);
        expectType<Equal<typeof report, ((work: RemoteWork) => void) | undefined>>(true);
        return Promise.resolve([job.key, signal.aborted]);
      },
      close: () => Promise.resolve(),
    } satisfies JobQueue;
    const run = jobRunner([search]);
    const answer = run({ stage: 'search', inputs: ['a'], path: [0], key: undefined, page: 1, attempt: 1 }, new AbortController().signal);

    expectType<Equal<typeof answer, Promise<Answer>>>(true);
    expectType<Equal<RemoteStageErrorCode, 'STALLED' | 'UNKNOWN_STAGE' | 'CLOSED' | 'FAILED'>>(true);
    expectType<Equal<SettledEvent['work'], RemoteWork | undefined>>(true);
    expectType<Equal<StageContext['page'], number>>(true);
    expect(await answer).toEqual([{ id: 1 }]);
    expect(typeof adapter.run).toBe('function');
  });
});
