import { Queue, QueueEvents, type IQueueBackend, type Job } from 'bullmq';
import { connectionTo, nameOf } from './connection.js';
import type { Entry } from './entry.js';
import type { JobAnswer } from './job-data.js';
import { cancelQueue, CANCEL } from './cancel-events.js';
import { persist } from './persist.js';
import { within } from './within.js';

/** How long the first connection may take, in ms. */
const CONNECTING = 10_000;

/** What is known of a job: `answer` is the JSON of a {@link JobAnswer}. */
export type JobState = { readonly status: 'missing' | 'open' | 'failed' } | { readonly status: 'completed'; readonly answer: string };

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
    private readonly retention: number,
    private readonly onError: (error: unknown) => void,
  ) {
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
    const { options, backend } = connectionTo(to);
    const all = { ...options, ...(prefix !== undefined && { prefix }) };
    const queue = new Queue(name, all, backend);
    const events = new QueueEvents(name, all, backend);
    const server = new Server(queue as never, events as never, queue.getBackend(), retention, onError);
    await connected('jobQueue', to, [queue, events] as never);
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
    await this.persist(() => this.queue.addBulk(entries.map(({ id, stage, data }) => ({ name: stage, data, opts: { ...options, jobId: id } }))));
  }

  async stateOf(id: string): Promise<JobState> {
    const [code, value] = (await this.persist(() => this.backend.isFinished(id, true))) as [number, string];
    if (code === 1) return { status: 'completed', answer: value };
    return { status: code === 2 ? 'failed' : code === 0 ? 'open' : 'missing' };
  }

  /** A job that has failed; `undefined` if it has not, or not any more. */
  async failedJob(id: string): Promise<Job | undefined> {
    const job = (await this.persist(() => this.queue.getJob(id))) as Job | undefined;
    return job?.finishedOn === undefined ? undefined : job;
  }

  /** Removes a job. @returns whether it is gone; it is not if a worker runs it */
  async remove(id: string): Promise<boolean> {
    return (await this.persist(() => this.queue.remove(id))) === 1;
  }

  /** Asks the workers to abort a job. The event may be lost. */
  async cancel(id: string): Promise<void> {
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
    await closeAll([this.events, this.queue], ms);
  }

  /** Repeats a command while the server is away. */
  private persist<T>(command: () => Promise<T>): Promise<T> {
    return persist(command, this.closing.signal, this.onError);
  }
}

interface Connected {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Waits until all are connected, or closes them.
 *
 * @param call - the public function, for messages
 * @throws Error if there is no connection in time
 */
export async function connected(call: string, to: string | object, all: readonly Connected[]): Promise<void> {
  let cause: unknown;
  const remember = (error: unknown): void => {
    cause ??= error;
  };
  for (const each of all) each.on('error', remember);
  const ready = Promise.all(all.map((each) => each.waitUntilReady())).catch(remember);
  const isInTime = await within(CONNECTING, ready);
  if (!isInTime || cause !== undefined) {
    await closeAll(all, 1000);
    const reason = cause instanceof Error ? cause.message : `no answer within ${String(CONNECTING)} ms`;
    throw new Error(`${call}: cannot connect to ${nameOf(to)}: ${reason}`, { cause });
  }
  for (const each of all) each.off('error', remember);
}

/** Closes connections. Those that have not closed after some ms are cut. */
export async function closeAll(all: readonly Pick<Connected, 'close' | 'disconnect'>[], ms: number): Promise<void> {
  await Promise.all(
    all.map(async (each) => {
      const isClosed = await within(ms, each.close());
      if (!isClosed) await within(ms, each.disconnect());
    }),
  );
}
