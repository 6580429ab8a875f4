import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { QueueEvents, WaitingError, Worker, type Job } from 'bullmq';
import { FUNCTION, OBJECT, readOptions, STRING, WHOLE, type Rule } from '../check.js';
import type { RemoteWork } from '../events/branch-event.js';
import { CODEC, type Codec } from '../policies/store-cache.js';
import type { JobQueue, RemoteJob } from '../remote/job-queue.js';
import { jobRunner } from '../remote/job-runner.js';
import type { RemotableStage } from '../remote/project-of.js';
import { CANCEL, cancelQueue } from './cancel-events.js';
import { connectionTo, CONNECTION, type Connection } from './connection.js';
import { decode, encode, stringOf, type Encoded, type JobAnswer, type JobData } from './job-data.js';
import { errorOf, STALLED } from './job-failure.js';
import { GRACE, QUEUE_NAME, type CloseOptions } from './job-queue.js';
import { persistJobs } from './persist.js';
import { closeAll, connected } from './server.js';
import { JobTracing } from './trace.js';
import { Turns } from './turns.js';
import { warn } from './warn.js';
import { within } from './within.js';

/** Options of {@link serve}. */
export interface ServeOptions {
  /** The name of the queue, as in `jobQueue`. */
  readonly queue: string;
  /** Redis or PostgreSQL, as in `jobQueue`. */
  readonly connection: string | object;
  /**
   * The maximum number of jobs that this worker runs at once, an integer >= 1.
   *
   * @default 16
   */
  readonly concurrency?: number | undefined;
  /**
   * Bounds the jobs that all workers of the queue start together: at most `max` in `duration` ms.
   *
   * @default none
   */
  readonly limiter?: { readonly max: number; readonly duration: number } | undefined;
  /**
   * The name of this worker in events.
   *
   * @default its host and process id
   */
  readonly name?: string | undefined;
  /**
   * How long a worker may be silent, in ms, before its jobs count as stalled and another worker
   * runs them. It renews its locks twice in this time, so a project that blocks the event loop for
   * longer stalls.
   *
   * @default 30_000
   */
  readonly lockDuration?: number | undefined;
  /**
   * How often to look for stalled jobs, in ms.
   *
   * @default lockDuration
   */
  readonly stalledInterval?: number | undefined;
  /**
   * How often a job may stall and be run again. After that its branch is rejected: a job that ends
   * its workers ends one more than this. A worker runs jobs on their last chance one at a time, so
   * that a job that ends it is not the end of others.
   *
   * @default 3
   */
  readonly maxStalledCount?: number | undefined;
  /**
   * Signals of the process that close the worker; a second one ends the process at once. An empty
   * array if your application closes it.
   *
   * @default ['SIGTERM']
   */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * How long a worker that closes waits for its running jobs, in ms. Then it aborts them, and they
   * return to the queue. Docker kills 10 s after SIGTERM, Kubernetes after 30 s: take less.
   *
   * @default 30_000
   */
  readonly grace?: number | undefined;
  /** As in `jobQueue`. */
  readonly codec?: Codec | undefined;
  /** As in `jobQueue`. */
  readonly prefix?: string | undefined;
  /** As in `jobQueue`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A worker that runs the projects of remote stages. */
export interface RemoteWorker extends AsyncDisposable {
  /** Resolves when the worker has closed. */
  readonly closed: Promise<void>;
  /**
   * Starts no more jobs, waits for those that run, and closes the connections. Jobs that take
   * longer than `grace` are aborted, and return to the queue for another worker.
   *
   * @param options - `grace`: how long to wait for running jobs, that of `serve` by default
   */
  close(options?: CloseOptions): Promise<void>;
}

const LIMITER: Rule = ['an object with `max` and `duration`', OBJECT[1]];
const SIGNALS: Rule = ['an array of names of signals', (value) => Array.isArray(value) && value.every((each) => typeof each === 'string')];

const RULES: Readonly<Record<keyof ServeOptions, Rule>> = {
  queue: QUEUE_NAME,
  connection: CONNECTION,
  concurrency: WHOLE,
  limiter: LIMITER,
  name: STRING,
  lockDuration: WHOLE,
  stalledInterval: WHOLE,
  maxStalledCount: ['an integer >= 0', (value) => Number.isInteger(value) && (value as number) >= 0],
  signals: SIGNALS,
  grace: GRACE,
  codec: CODEC,
  prefix: STRING,
  onError: FUNCTION,
};

const DEFAULTS = {
  concurrency: 16,
  lockDuration: 30_000,
  maxStalledCount: 3,
  signals: ['SIGTERM'] as readonly NodeJS.Signals[],
  grace: 30_000,
  codec: JSON as Codec,
  onError: warn,
};

type Read = ServeOptions & Required<{ [K in keyof typeof DEFAULTS]: NonNullable<(typeof DEFAULTS)[K]> }>;

/**
 * Starts a worker: it takes jobs of a queue of BullMQ, and runs the projects of stages for them.
 * Start as many processes as you like, on any machine.
 *
 * The options of the stages do not count here: retries, timeouts and limits apply where the
 * pipeline runs. `concurrency` of this call bounds the worker.
 *
 * Use with {@link jobQueue}, in a process of its own.
 *
 * @example
 * ```ts
 * import { stage } from 'rxjs-stages';
 * import { serve } from 'rxjs-stages/bullmq';
 *
 * const user = stage('user', (id: number, { signal }) => fetch(`https://example.org/users/${id}`, { signal }).then((r) => r.json() as unknown));
 *
 * await using worker = await serve([user], { queue: 'users', connection: 'redis://localhost', concurrency: 50 });
 * await worker.closed; // after SIGTERM
 * ```
 *
 * @param stages - the stages to serve, each a `stage` or a `listStage`
 * @param options - the name of the queue, where it is, and bounds
 * @returns the worker, when it is connected
 * @throws TypeError, RangeError if an argument is invalid; Error if there is no connection within
 *   10 s
 */
export async function serve(stages: readonly RemotableStage[], options: ServeOptions): Promise<RemoteWorker> {
  const run = jobRunner(stages);
  const read = readOptions<Read>('serve', options, RULES, DEFAULTS as never, ['queue', 'connection']);
  if (read.limiter !== undefined) readOptions('serve: limiter', read.limiter, { max: WHOLE, duration: WHOLE }, {}, ['max', 'duration']);
  const worker = new ServingWorker(run, read, JobTracing.load());
  await worker.connected();
  return worker;
}

/** How long BullMQ waits before it asks for a job again, in ms, when the server is away. */
const REPEAT = 1000;

/** The largest `maxStalledCount` of BullMQ, which then fails no job for its stalls: a `ServingWorker` does. */
const UNBOUNDED = 2 ** 31 - 1;

/** The progress of a job that runs for the last time. */
const LAST = 'last';

/** Why the signal of a job aborts: nobody wants it, this worker closes, or another one has it. */
const [CANCELLED, CLOSING, LOST] = ['cancelled', 'closing', 'lost'];

class ServingWorker implements RemoteWorker {
  readonly closed: Promise<void>;
  private readonly worker: Worker<JobData, JobAnswer>;
  private readonly cancels: QueueEvents;
  private readonly connection: Connection;
  private readonly name: string;
  /** Aborts when the connections are closed. */
  private readonly over = new AbortController();
  /** Of jobs that run for the last time. */
  private readonly turns = new Turns();
  private closing: Promise<void> | undefined = undefined;
  /** Whether jobs return to the queue, because the worker has waited for them long enough. */
  private isOver = false;
  private resolveClosed: () => void = () => undefined;
  private readonly onSignal = (): void => void this.close();

  constructor(
    private readonly run: JobQueue['run'],
    private readonly options: Read,
    private readonly tracing: JobTracing | undefined,
  ) {
    const { queue, connection, concurrency, limiter, lockDuration, stalledInterval = lockDuration, prefix } = options;
    this.name = options.name ?? `${hostname()}:${String(process.pid)}`;
    this.closed = new Promise((resolve) => (this.resolveClosed = resolve));
    this.connection = connectionTo('serve', connection, prefix);
    const { options: to, backend } = this.connection;
    this.cancels = new QueueEvents(cancelQueue(queue), to, backend) as never;
    this.worker = new Worker(
      queue,
      // BullMQ makes a signal only for functions of three parameters.
      (job: Job<JobData, JobAnswer>, token: string | undefined, signal: AbortSignal | undefined) => this.work(job, token, signal as AbortSignal),
      {
        ...to,
        name: this.name.replaceAll(':', '-'),
        concurrency,
        lockDuration,
        stalledInterval,
        maxStalledCount: UNBOUNDED,
        autorun: false,
        runRetryDelay: REPEAT,
        ...(limiter && { limiter }),
      },
      backend,
    ) as never;
    // As many commands may wait as there are jobs.
    setMaxListeners(0, this.over.signal);
    persistJobs(this.worker.getBackend(), this.over.signal, options.onError);
    this.cancels.on(CANCEL as never, (({ jobId }: { readonly jobId: string }) => this.worker.cancelJob(jobId, CANCELLED)) as never);
    // Another worker has these jobs by now.
    this.worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.worker.cancelJob(id, LOST);
    });
  }

  /** Waits for the connections, and begins to take jobs. */
  async connected(): Promise<void> {
    const { connection, onError, signals } = this.options;
    await connected('serve', connection, this.connection, [this.worker, this.cancels] as never);
    for (const signal of signals) process.once(signal, this.onSignal);
    this.worker.on('error', onError);
    this.cancels.on('error', onError);
    this.worker.run().catch(onError);
  }

  close(options: CloseOptions = {}): Promise<void> {
    const { grace } = readOptions('close', options, { grace: GRACE }, { grace: this.options.grace });
    this.closing ??= this.end(grace);
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async end(grace: number): Promise<void> {
    const drained = this.worker.close();
    const isDrained = await within(grace, drained);
    if (!isDrained) {
      this.isOver = true;
      this.worker.cancelAllJobs(CLOSING);
      // They return to the queue at once, if the server is there.
      await within(1000, drained);
    }
    this.over.abort();
    await closeAll([this.worker, this.cancels] as never, this.connection, 1000);
    for (const signal of this.options.signals) process.off(signal, this.onSignal);
    this.resolveClosed();
  }

  private async work(job: Job<JobData, JobAnswer>, token: string | undefined, signal: AbortSignal): Promise<JobAnswer> {
    const { codec, queue, maxStalledCount } = this.options;
    const { name: stage, data } = job;
    // A job that has stalled too often runs for a last time, alone among its like. That it stalls while it waits for that does not count.
    const isLast = job.stalledCounter > 0 && job.stalledCounter >= maxStalledCount;
    if (isLast && (maxStalledCount === 0 || job.progress === LAST)) throw new Error(STALLED);
    let end: () => void = () => undefined;
    let began = performance.now();
    const done = (): RemoteWork => ({ worker: this.name, duration: performance.now() - began });
    const call = async (): Promise<Encoded> => {
      const { path, key, page, attempt } = data;
      const remoteJob: RemoteJob = { stage, inputs: decode(codec, data.inputs), path, key: key && stringOf(key), page, attempt };
      if (isLast) {
        end = await this.turns.next(signal);
        await job.updateProgress(LAST);
        began = performance.now();
      }
      const values = await this.run(remoteJob, signal);
      return encode(codec, 'serve', stage, values, 'values');
    };
    try {
      // It was fetched at the last moment.
      if (this.isOver) throw new WaitingError();
      const values = await (this.tracing?.process(job, { queue, worker: this.name }, signal, call) ?? call());
      return { ...done(), values };
    } catch (reason) {
      if (this.isOver) {
        if (job.progress === LAST) await job.updateProgress(0);
        await job.moveToWait(token);
        throw new WaitingError();
      }
      // Nobody wants it: it should not be found as a failure later.
      if (signal.aborted && signal.reason === CANCELLED) job.opts.removeOnFail = true;
      throw errorOf(stage, reason, done());
    } finally {
      end();
    }
  }
}
