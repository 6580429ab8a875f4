import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { check, FUNCTION, LONGEST_TIMER, MILLISECONDS, oneOf, readOptions, STRING, type Rule } from '../check.js';
import type { RemoteWork } from '../events/branch-event.js';
import type { Answer } from '../policies/cache.js';
import { CODEC, type Codec } from '../policies/store-cache.js';
import { quote } from '../quote.js';
import type { JobQueue, RemoteJob } from '../remote/job-queue.js';
import { RemoteStageError } from '../remote/remote-stage-error.js';
import { CONNECTION } from './connection.js';
import type { Waiter } from './entry.js';
import { decode, encode, idPrefix, jobId, textOf, type JobData } from './job-data.js';
import { Jobs } from './jobs.js';
import { Server } from './server.js';
import { JobTracing } from './trace.js';
import { warn } from './warn.js';

/** Options of {@link jobQueue}. */
export interface JobQueueOptions {
  /** The name of the queue. Workers serve the same name. It must not contain `:`. */
  readonly queue: string;
  /**
   * Redis or PostgreSQL: a URL (`'redis://…'`, `'rediss://…'`, `'postgres://…'`), connection
   * options of ioredis or `pg`, or a client of ioredis or a pool of `pg`, which is not closed.
   */
  readonly connection: string | object;
  /**
   * Names this piece of work. The same `run` again finds the answers of the jobs that have
   * completed, and repeats none of them. Do not use a name for two different pieces of work.
   *
   * @default none: nothing can be resumed, and a job is removed as soon as its answer has arrived
   */
  readonly run?: string | undefined;
  /**
   * What a resumed run does about jobs that have failed: it runs them again, or rejects again
   * without running them.
   *
   * @default 'retry'
   */
  readonly failures?: 'retry' | 'keep' | undefined;
  /**
   * How long finished jobs are kept, in ms. A run that is resumed later repeats them.
   * `queue.forget(run)` removes them earlier. If runs that share a queue differ, the shortest time
   * counts.
   *
   * @default 604_800_000: seven days
   */
  readonly retention?: number | undefined;
  /**
   * Encodes inputs and answers as a string or a `Uint8Array`, and decodes them. Workers need the
   * same.
   *
   * @default JSON, which refuses values that it would lose
   */
  readonly codec?: Codec | undefined;
  /**
   * The prefix of the keys in Redis. Workers need the same.
   *
   * @default 'bull', which is that of BullMQ
   */
  readonly prefix?: string | undefined;
  /**
   * Called with errors of the connection. While the server is away, commands are repeated.
   *
   * @default a warning for each different message
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** How a queue or a worker closes. */
export interface CloseOptions {
  /** How long to wait for what is going on, in ms. */
  readonly grace?: number | undefined;
}

/** A {@link JobQueue} on BullMQ. */
export interface BullJobQueue extends JobQueue, AsyncDisposable {
  /**
   * Removes all jobs of a run from the queue, finished or not. Running ones are aborted.
   *
   * @param run - the name of the run
   */
  forget(run: string): Promise<void>;
  /**
   * Closes the connections. Jobs that are still wanted are rejected with a `RemoteStageError`
   * (`CLOSED`). Those of a `run` stay in the queue, where the same run will find them.
   *
   * @param options - `grace`: how long jobs that are being cancelled may take, 5_000 by default
   */
  close(options?: CloseOptions): Promise<void>;
}

/** The name of a queue. */
export const QUEUE_NAME: Rule = ['a non-empty string without `:`', (value) => typeof value === 'string' && value !== '' && !value.includes(':')];

const RUN: Rule = ['a non-empty string', (value) => typeof value === 'string' && value !== ''];

const RULES: Readonly<Record<keyof JobQueueOptions, Rule>> = {
  queue: QUEUE_NAME,
  connection: CONNECTION,
  run: RUN,
  failures: oneOf(['retry', 'keep']),
  retention: MILLISECONDS,
  codec: CODEC,
  prefix: STRING,
  onError: FUNCTION,
};

export const GRACE: Rule = [
  `a number of ms from 0 to ${String(LONGEST_TIMER)}`,
  (value) => typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER,
];

const WEEK = 604_800_000;

interface Read {
  readonly queue: string;
  readonly connection: string | object;
  readonly run: string | undefined;
  readonly failures: 'retry' | 'keep';
  readonly retention: number;
  readonly codec: Codec;
  readonly prefix: string | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Connects to a queue of BullMQ, for {@link remote}: the attempts of remote stages run in the
 * workers that `serve` it.
 *
 * - Guarantee: a job may run more than once, for example when its worker dies. A branch has at most
 *   one outcome in each subscription.
 * - Events of the server are hints. A sweep reads the state of jobs, so a lost event only delays.
 * - Stalls: a job whose workers end too often rejects its branch with a `RemoteStageError`
 *   (`STALLED`), which is not retried.
 * - Cancellation: a job that waits is removed, one that runs is aborted in its worker.
 * - While the server is away, everything waits. Use `timeout` of the stage to bound that.
 *
 * Use when a run should outlive a process or use several machines; prefer `journal` if one process
 * is enough. Needs `bullmq`, and `ioredis` or `pg`.
 *
 * @example
 * ```ts
 * import { pipeline, remote, stage } from 'rxjs-stages';
 * import { jobQueue } from 'rxjs-stages/bullmq';
 *
 * const user = stage('user', (id: number, { signal }) => fetch(`https://example.org/users/${id}`, { signal }).then((r) => r.json() as unknown), {
 *   retry: 3,
 *   concurrency: 200,
 * });
 *
 * await using queue = await jobQueue({ queue: 'users', connection: 'redis://localhost', run: 'users of May' });
 * for await (const outcome of pipeline(remote(user, queue))([1, 2, 3])) console.log(outcome.status);
 * ```
 *
 * @param options - the name of the queue, where it is, and the name of the run
 * @returns the queue, when it is connected
 * @throws TypeError, RangeError if an option is invalid; Error if there is no connection within
 *   10 s
 */
export async function jobQueue(options: JobQueueOptions): Promise<BullJobQueue> {
  const read = readOptions<Read>(
    'jobQueue',
    options,
    RULES,
    {
      run: undefined,
      failures: 'retry',
      retention: WEEK,
      codec: JSON,
      prefix: undefined,
      onError: warn,
    } as never,
    ['queue', 'connection'],
  );
  const server = await Server.connect(read.queue, read.connection, read.prefix, read.retention, read.onError);
  return new ConnectedJobQueue(server, read, JobTracing.load());
}

class ConnectedJobQueue implements BullJobQueue {
  private readonly prefix: string | undefined;
  private readonly jobs: Jobs;
  /** What is done for all jobs happens in the context of the queue, not in that of an attempt. */
  private readonly context = new AsyncResource('rxjs-stages');
  private closing: Promise<void> | undefined = undefined;

  constructor(
    private readonly server: Server,
    private readonly options: Read,
    private readonly tracing: JobTracing | undefined,
  ) {
    const { run, failures, codec, onError } = options;
    this.prefix = run === undefined ? undefined : idPrefix(run);
    this.jobs = new Jobs(server, { prefix: this.prefix, failures, decode: ({ values }) => decode(codec, values) }, onError);
  }

  run(job: RemoteJob, signal: AbortSignal, report?: (work: RemoteWork) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { stage, inputs, path, key, page, attempt } = job;
      if (this.closing !== undefined) throw new RemoteStageError('CLOSED', stage, `stage ${quote(stage)}: the queue is closed`);
      if (signal.aborted) throw signal.reason;
      const { run, codec } = this.options;
      const trace = this.tracing?.carrier;
      const data: JobData = {
        run: run && textOf(run),
        by: randomUUID(),
        inputs: encode(codec, 'jobQueue', stage, inputs, 'inputs'),
        path,
        key: key && textOf(key),
        page,
        attempt,
        ...(trace && { trace }),
      };
      const fail: (reason: unknown) => void = reject;
      const leave = (): void => {
        this.context.runInAsyncScope(cancel);
        fail(signal.reason);
      };
      const end = (): void => {
        signal.removeEventListener('abort', leave);
      };
      const waiter: Waiter = {
        resolve: (answer) => {
          end();
          resolve(answer);
        },
        reject: (reason) => {
          end();
          fail(reason);
        },
        report,
      };
      const cancel = this.context.runInAsyncScope(() => this.jobs.run(jobId(this.prefix, stage, data), stage, data, waiter));
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  async forget(run: string): Promise<void> {
    check('forget: run', RUN, run);
    await this.jobs.forget(run);
  }

  close(options: CloseOptions = {}): Promise<void> {
    const { grace } = readOptions('close', options, { grace: GRACE }, { grace: 5000 });
    this.closing ??= this.end(grace);
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async end(grace: number): Promise<void> {
    await this.jobs.close(grace);
    await this.server.close(1000);
  }
}
