import { concatAll, defer } from 'rxjs';
import { check, has, type Rule } from '../check.js';
import type { StageContext } from '../context.js';
import type { AttemptContext } from '../engine/attempt-context.js';
import type { RemoteWork } from '../events/branch-event.js';
import type { Answer } from '../policies/cache.js';
import { quote } from '../quote.js';
import type { JobQueue, RemoteJob } from './job-queue.js';
import { markAsRemote, projectOf, type RemotableStage } from './project-of.js';

const QUEUE: Rule = ['a job queue, an object with a `run` method', (value) => has(value, 'run')];

const WORK: Rule = [
  'an object with a `worker`, a string, and a `duration` in ms',
  (value) => typeof (value as RemoteWork).worker === 'string' && typeof (value as RemoteWork).duration === 'number',
];

/** The context of a project, and what the engine adds to it for remote stages. */
type Context = StageContext & Partial<Pick<AttemptContext, 'key' | 'report'>>;

/**
 * Creates a stage whose project runs somewhere else: in a worker of the queue. Nothing else
 * changes. Order, retries, timeouts, limits, bounds, `key`, `cache`, `recurse`, `nextPage`, events
 * and outcomes stay in this process.
 *
 * - Order: the values of an attempt arrive together when its project has completed, as with
 *   `atomic`.
 * - Failure: what the project failed with, serialized; `retry` decides as it does at home. A
 *   {@link RemoteStageError} is a failure of the queue, and is not retried.
 * - Concurrency: a job is outstanding for each open attempt, never more.
 * - Cancellation: cancelling the attempt removes the job, or aborts `context.signal` in the worker.
 *
 * Use when a stage needs more than one process; prefer the stage itself until then. The project
 * may run more than once, so it should be idempotent.
 *
 * @example
 * ```ts
 * import { jobRunner, pipeline, remote, stage, type JobQueue } from 'rxjs-stages';
 *
 * const square = stage('square', (n: number) => Promise.resolve(n * n), { concurrency: 100 });
 *
 * // In an application: `await jobQueue({ queue, connection, run })` of rxjs-stages/bullmq.
 * const queue: JobQueue = { run: jobRunner([square]), close: () => Promise.resolve() };
 *
 * pipeline(remote(square, queue))([1, 2, 3]).subscribe((outcome) => console.log(outcome));
 * ```
 *
 * @param stage - a `stage` or a `listStage`. Workers must serve a stage of the same name
 * @param queue - where its attempts run
 * @returns the stage, with its project replaced
 * @throws TypeError if `stage` is not a `stage` or a `listStage`, or `queue` has no `run` method
 */
export function remote<S extends RemotableStage>(stage: S, queue: JobQueue): S {
  const { name, lists } = projectOf('remote: stage', stage);
  check('remote: queue', QUEUE, queue);
  const where = `stage ${quote(name)}`;

  const run = async (context: Context): Promise<Answer> => {
    const { inputs, path, key, page, attempt, signal } = context;
    const job: RemoteJob = { stage: name, inputs, path, key, page, attempt };
    const answer: unknown = await queue.run(job, signal, (work) => {
      check(`${where}: what the queue reports`, WORK, work);
      const { worker, duration } = work;
      context.report?.({ worker, duration });
    });
    if (!Array.isArray(answer)) throw new TypeError(`${where}: the queue must return an array of values, got ${quote(answer)}`);
    return answer as Answer;
  };
  const sender = lists
    ? (_: unknown, context: Context) => run(context)
    : (_: unknown, context: Context) => defer(() => run(context)).pipe(concatAll());
  return stage.with({ project: markAsRemote(sender) } as never) as S;
}
