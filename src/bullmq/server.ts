import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue, QueueEvents, type IQueueBackend, type Job } from 'bullmq';
import { propertyOf } from '../property-of.js';
import { connectionTo, nameOf, type Connection } from './connection.js';
import type { Entry } from './entry.js';
import type { JobAnswer } from './job-data.js';
import { cancelQueue, CANCEL } from './cancel-events.js';
import { persist } from './persist.js';
import { within } from './within.js';

/** How long the first connection may take, in ms. */
const CONNECTING = 10_000;

/** What the server knows of a job. */
export type JobState = { readonly status: 'missing' | 'open' | 'failed' } | { readonly status: 'completed'; readonly answer: JobAnswer };

interface Listener {
  readonly completed: (id: string, answer: JobAnswer) => void;
  readonly failed: (id: string) => void;
  readonly error: (error: unknown) => void;
}

/** One queue of BullMQ as its producer needs it. While the server is away, commands are repeated. */
export class Server {
  private readonly closing = new AbortController();
  private readonly canceller: IQueueBackend;

  private constructor(
    private readonly queue: Queue,
    private readonly events: QueueEvents,
    private readonly backend: IQueueBackend,
    private readonly connection: Connection,
    private readonly retention: number,
    private readonly onError: (error: unknown) => void,
  ) {
    // As many waits may be going on as there are jobs.
    setMaxListeners(0, this.closing.signal);
    this.canceller = backend.forQueue(cancelQueue(queue.name));
  }

  /** @throws Error if there is no connection in time */
  static async connect(
    name: string,
    to: string | object,
    prefix: string | undefined,
    retention: number,
    onError: (error: unknown) => void,
  ): Promise<Server> {
    const connection = connectionTo('jobQueue', to, prefix);
    const { options, backend } = connection;
    const queue = new Queue(name, options, backend);
    const events = new QueueEvents(name, options, backend);
    const server = new Server(queue as never, events as never, queue.getBackend(), connection, retention, onError);
    await connected('jobQueue', to, connection, [queue, events] as never);
    return server;
  }

  listen({ completed, failed, error }: Listener): void {
    this.events.on('completed', ({ jobId, returnvalue }: { readonly jobId: string; readonly returnvalue: unknown }) => {
      completed(jobId, returnvalue as JobAnswer);
    });
    this.events.on('failed', ({ jobId }) => {
      failed(jobId);
    });
    this.queue.on('error', error);
    this.events.on('error', error);
  }

  async add(entries: readonly Entry[]): Promise<void> {
    // The producer retries. A job is kept until it is forgotten, or too old.
    const kept = this.retention === Infinity ? false : { age: Math.ceil(this.retention / 1000) };
    const options = { attempts: 1, removeOnComplete: kept, removeOnFail: kept };
    const jobs = entries.map(({ id, stage, data }) => ({ name: stage, data, opts: { ...options, jobId: id } }));
    if (jobs.length >= this.connection.bulk) await this.persist(() => this.queue.addBulk(jobs));
    else await Promise.all(jobs.map(({ name, data, opts }) => this.persist(() => this.queue.add(name, data, opts))));
  }

  async stateOf(id: string): Promise<JobState> {
    const [code, value] = (await this.persist(() => this.backend.isFinished(id, true))) as [number, string];
    if (code === 1) return { status: 'completed', answer: JSON.parse(value) as JobAnswer };
    return { status: code === 2 ? 'failed' : code === 0 ? 'open' : 'missing' };
  }

  /** A job that has failed; `undefined` if it has not, or not any more: it may have been added again, and completed. */
  async failedJob(id: string): Promise<Job | undefined> {
    const job = (await this.persist(() => this.queue.getJob(id))) as Job | undefined;
    return job?.finishedOn === undefined || job.returnvalue !== null ? undefined : job;
  }

  /** Removes a job. @returns whether it is gone; it is not if a worker runs it */
  async remove(id: string): Promise<boolean> {
    return (await this.persist(() => this.queue.remove(id, { removeChildren: false }))) === 1;
  }

  /** Removes a job that has not ended. @returns whether it is gone; if not, the workers are asked to abort it */
  async withdraw(id: string): Promise<boolean> {
    const isGone = await this.remove(id);
    if (!isGone || this.connection.removesTaken) await this.cancel(id);
    return isGone;
  }

  /** Asks the workers to abort a job. The event may be lost. */
  private async cancel(id: string): Promise<void> {
    await this.persist(() => this.canceller.publishEvent({ event: CANCEL, jobId: id }, 1000));
  }

  /** The ids of all jobs, finished or not. */
  async ids(): Promise<readonly string[]> {
    const states = ['wait', 'active', 'delayed', 'prioritized', 'completed', 'failed'] as const;
    return this.persist(() => this.queue.getRanges([...states], 0, -1));
  }

  /** Closes the connections, within some ms even if the server is away. */
  async close(ms: number): Promise<void> {
    this.closing.abort();
    await closeAll([this.events, this.queue] as never, this.connection, ms);
  }

  /** Waits some ms, but not longer than until the connections are closed. */
  async wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  /** Repeats a command while the server is away. */
  private persist<T>(command: () => Promise<T>): Promise<T> {
    return persist(command, this.closing.signal, this.onError);
  }
}

interface Connected {
  waitUntilReady(): Promise<unknown>;
  close(force: boolean): Promise<void>;
  getBackend(): IQueueBackend;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Waits until all are connected, or closes them.
 *
 * @param call - the public function, for messages
 * @throws Error if there is no connection in time
 */
export async function connected(call: string, to: string | object, connection: Connection, all: readonly Connected[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
    timer = setTimeout(reject, CONNECTING, new Error(`no answer within ${String(CONNECTING)} ms`));
  });
  for (const each of all) each.on('error', fail);
  try {
    await Promise.race([failed, Promise.all(all.map((each) => each.waitUntilReady()))]);
  } catch (cause) {
    await closeAll(all, connection, 1000);
    // The error of a host with several addresses has no message.
    const reasons = [propertyOf(cause, 'message'), propertyOf(cause, 'code'), cause];
    throw new Error(`${call}: cannot connect to ${nameOf(to)}: ${String(reasons.find(Boolean))}`, { cause });
  } finally {
    clearTimeout(timer);
  }
  for (const each of all) each.off('error', fail);
}

/** Closes connections. Those that have not closed after some ms are cut. */
export async function closeAll(all: readonly Connected[], { cut }: Connection, ms: number): Promise<void> {
  await Promise.all(
    all.map(async (each) => {
      const backend = each.getBackend();
      // The first of them may wait for the server; only the second one does not.
      const isClosed = await within(ms, Promise.all([each.close(true), backend.close(true)]));
      if (!isClosed) cut(backend);
    }),
  );
}
