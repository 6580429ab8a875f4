import { fulfilledValues, pipeline, remote, stage } from 'rxjs-stages';
import { jobQueue } from 'rxjs-stages/bullmq';
import type { Input, Place, Produce } from '../../queues/jobs.mjs';

/** A pipeline of one remote stage. @param run - the name of the run, if it has one */
export async function ourProducer({ url, queue: name, outstanding }: Place, run?: string): Promise<Produce> {
  const queue = await jobQueue({ queue: name, connection: url, run });
  const double = stage('double', ({ id }: Input) => Promise.resolve(2 * id), { concurrency: outstanding });
  const all = pipeline(remote(double, queue));
  return (jobs) =>
    new Promise((resolve, reject) => {
      let sum = 0;
      all(jobs)
        .pipe(fulfilledValues())
        .subscribe({
          next: (answer) => (sum += answer),
          error: reject,
          complete: () => {
            resolve(sum);
          },
        });
    });
}
