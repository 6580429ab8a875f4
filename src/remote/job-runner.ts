import { Subscription, toArray } from 'rxjs';
import { check, type Rule } from '../check.js';
import type { StageContext } from '../context.js';
import { defineStage } from '../define-stage.js';
import { captureContext, enter } from '../engine/async-context.js';
import { unwrap } from '../operators/unwrap.js';
import type { Outcome } from '../outcome.js';
import type { Answer } from '../policies/cache.js';
import { quoteAll, quote } from '../quote.js';
import type { Runnable } from '../runnable.js';
import type { RemoteJob } from './job-queue.js';
import { projectOf, type Projected, type RemotableStage } from './project-of.js';
import { RemoteStageError } from './remote-stage-error.js';

type Runner = (job: RemoteJob, signal: AbortSignal) => Promise<Answer>;

const STAGES: Rule = ['a non-empty array of stages', (value) => Array.isArray(value) && value.length > 0];

/** What the project sees: the branch of the producer, and a signal of its own. */
class JobContext implements StageContext {
  readonly attempt: number;
  readonly inputs: readonly unknown[];
  readonly path: readonly number[];
  readonly index: number;
  readonly page: number;
  private controller: AbortController | undefined = undefined;

  constructor({ attempt, inputs, path, page }: RemoteJob) {
    this.attempt = attempt;
    this.inputs = inputs;
    this.path = path;
    this.index = path.at(-1) ?? 0;
    this.page = page;
  }

  get signal(): AbortSignal {
    return this.own.signal;
  }

  abort(): void {
    this.own.abort();
  }

  /** It is made when it is needed. */
  private get own(): AbortController {
    return (this.controller ??= new AbortController());
  }
}

/**
 * Creates the function that a worker runs jobs with. It calls the project of the stage that the job
 * names, as the stage itself would, but without the stage's options: those apply where the pipeline
 * runs.
 *
 * Use to connect a queue of your own; prefer `serve` of `rxjs-stages/bullmq`. It is a
 * {@link JobQueue.run} itself, so that a test needs no queue.
 *
 * - Order: an answer has all values of the project, in their order, when the project has completed.
 * - Failure: what the project fails with is the reason. What it has emitted before is dropped.
 * - Concurrency: no bound; the queue decides how many jobs run at once.
 * - Cancellation: when `signal` aborts, the promise rejects at once, and the project is cancelled as
 *   an attempt is.
 *
 * @example
 * ```ts
 * import { jobRunner, stage } from 'rxjs-stages';
 *
 * const square = stage('square', (n: number) => Promise.resolve(n * n));
 * const run = jobRunner([square]);
 *
 * const job = { stage: 'square', inputs: [3], path: [0], key: undefined, page: 1, attempt: 1 };
 * console.log(await run(job, new AbortController().signal)); // [9]
 * ```
 *
 * @param stages - the stages to serve, each a `stage` or a `listStage` that is not remote
 * @returns a function that runs a job. It returns the values of the project, or rejects with what
 *   the project failed with; with a {@link RemoteStageError} if no stage has that name; and with
 *   the signal's `reason` as soon as it aborts
 * @throws TypeError if there are no stages, one of them is not such a stage, or two have the same
 *   name
 */
export function jobRunner(stages: readonly RemotableStage[]): (job: RemoteJob, signal: AbortSignal) => Promise<Answer> {
  check('jobRunner: stages', STAGES, stages);
  const runners = new Map<string, Runner>();
  for (const [index, stage] of stages.entries()) {
    const projected = projectOf(`jobRunner: stages[${String(index)}]`, stage);
    const { name } = projected;
    if (runners.has(name)) throw new TypeError(`jobRunner: two stages are named ${quote(name)}: each stage needs a unique name`);
    runners.set(name, runnerOf(projected));
  }

  return async (job, signal) => {
    const { stage } = job;
    const runner = runners.get(stage);
    if (runner !== undefined) return runner(job, signal);
    const served = quoteAll([...runners.keys()]);
    throw new RemoteStageError('UNKNOWN_STAGE', stage, `stage ${quote(stage)} is unknown to this worker, which serves ${served}`);
  };
}

/** Calls the project of a stage, without the options of the stage. */
function runnerOf({ name, project, lists }: Projected): Runner {
  // Reads what the project returns as the stage itself would.
  const reader = defineStage(
    { call: lists ? 'listStage' : 'stage', define: () => ({ lists }) },
    name,
    (returned) => returned,
    {},
  ) as Runnable<Outcome>;

  return (job, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) throw signal.reason;
      const context = new JobContext(job);
      const reading = new Subscription();
      const abort = (): void => {
        context.abort();
        fail(signal.reason);
      };
      const end = (): void => {
        signal.removeEventListener('abort', abort);
        reading.unsubscribe();
      };
      const succeed = (answer: Answer): void => {
        end();
        resolve(answer);
      };
      const fail = (reason: unknown): void => {
        end();
        (reject as (reason: unknown) => void)(reason);
      };
      signal.addEventListener('abort', abort);
      const start = (): void => {
        try {
          const returned = project(job.inputs.at(-1), context);
          // The stage would only await it.
          if (!lists && returned instanceof Promise) void returned.then((value: unknown) => [value]).then(succeed, fail);
          else reading.add(reader([returned]).pipe(unwrap(), toArray()).subscribe({ next: succeed, error: fail }));
        } catch (reason) {
          fail(reason);
        }
      };
      // What the project does to the stores of an AsyncLocalStorage must not reach the jobs after it.
      enter(captureContext(), start, undefined);
    });
}
