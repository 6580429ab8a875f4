import { lastValueFrom, toArray } from 'rxjs';
import { jobRunner, listStage, pipeline, remote, stage, type JobQueue, type PipelineEvent, type RemoteJob } from 'rxjs-stages';

describe('smoke', () => {
  it('runs', async () => {
    const search = listStage('search', (n: number) => Promise.resolve([n, n + 1]));
    const detail = stage('detail', (n: number, { inputs, path }) => Promise.resolve(JSON.stringify([n, inputs, path])));
    const run = jobRunner([search, detail]);
    const jobs: RemoteJob[] = [];
    const events: PipelineEvent[] = [];
    const queue: JobQueue = {
      run: (job, signal, report) => {
        jobs.push(job);
        report?.({ worker: 'w', duration: 3 });
        return run(JSON.parse(JSON.stringify(job)) as RemoteJob, signal);
      },
      close: () => Promise.resolve(),
    };
    const audit = pipeline(remote(search, queue), remote(detail, queue), { onEvent: (e) => events.push(e) });
    const outcomes = await lastValueFrom(audit([1, 5]).pipe(toArray()));
    console.log(
      outcomes,
      jobs,
      events.filter((e) => e.type === 'settled'),
    );
    expect(outcomes).toHaveLength(4);
  });
});
