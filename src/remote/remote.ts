import { concatMap, from } from 'rxjs';
import { check, has, type Rule } from '../check.js';
import type { StageContext } from '../context.js';
import type { AttemptContext } from '../engine/attempt-context.js';
import type { Answer } from '../policies/cache.js';
import type { RetryPolicy } from '../policies/retry.js';
import { quote } from '../quote.js';
import type { StageOptions } from '../stage-options.js';
import type { JobQueue } from './job-queue.js';
import { projectOf, type RemotableStage } from './project-of.js';
import { isRemoteStageError } from './remote-stage-error.js';

const QUEUE: Rule = ['a job queue, an object with a `run` method', (value) => has(value, 'run')];

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
  const { lists } = projectOf('remote: stage', stage);
  check('remote: queue', QUEUE, queue);
  const { name, options } = stage as unknown as { readonly name: string; readonly options: StageOptions<never> };

  const run = async (input: unknown, context: StageContext): Promise<Answer> => {
    const { signal, inputs, path, page, attempt } = context;
    const job = { stage: name, inputs, path, key: options.key?.(input as never), page, attempt };
    const answer: unknown = await queue.run(job, signal, ({ worker, duration }) => {
      (context as Partial<AttemptContext>).report?.({ worker, duration });
    });
    if (!Array.isArray(answer)) throw new TypeError(`stage ${quote(name)}: the queue must return an array of values, got ${quote(answer)}`);
    return answer as Answer;
  };
  const project = lists ? run : (input: unknown, context: StageContext) => from(run(input, context)).pipe(concatMap((values) => values));
  return stage.with({ project, retry: retryOf(options.retry) } as never) as S;
}

/** The same retries, but for failures of the queue. */
function retryOf(retry: number | RetryPolicy | undefined): RetryPolicy | undefined {
  if (retry === undefined) return undefined;
  const policy = typeof retry === 'number' ? { count: retry } : retry;
  return { ...policy, when: (error) => !isRemoteStageError(error) && (policy.when === undefined || policy.when(error)) };
}
