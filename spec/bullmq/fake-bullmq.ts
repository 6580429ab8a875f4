import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

/** A job as BullMQ passes it to a worker. */
interface FakeJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly opts: Record<string, unknown>;
}

type Process = (job: FakeJob, token: string, signal: AbortSignal) => Promise<unknown>;

/** The workers and listeners of each queue. */
const processes = new Map<string, Process>();
const events = new Map<string, EventEmitter>();

/** Each command succeeds, and no job has ended: events tell of that. */
const backend: object = new Proxy<Record<string, unknown>>(
  { forQueue: () => backend, isFinished: () => Promise.resolve([0, '']) },
  {
    get: (commands, name: string) => commands[name] ?? (() => Promise.resolve()),
  },
);

class Connected extends EventEmitter {
  waitUntilReady = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  getBackend = (): object => backend;
}

/** What is used of the class of BullMQ, without a server. A job is run as soon as it is added. */
export class Queue extends Connected {
  /** Called with each job. */
  static added: (data: unknown) => void = () => undefined;

  constructor(readonly name: string) {
    super();
  }

  add(name: string, data: unknown, { jobId: id }: { readonly jobId: string }): Promise<void> {
    Queue.added(data);
    const job = { id, name, data: JSON.parse(JSON.stringify(data)) as unknown, opts: {} };
    const answer = processes.get(this.name)?.(job, 'token', new AbortController().signal);
    answer?.then(
      (returnvalue) => events.get(this.name)?.emit('completed', { jobId: id, returnvalue: JSON.parse(JSON.stringify(returnvalue)) }),
      () => events.get(this.name)?.emit('failed', { jobId: id }),
    );
    return Promise.resolve();
  }

  remove(): Promise<number> {
    return Promise.resolve(1);
  }
}

export class QueueEvents extends Connected {
  constructor(name: string) {
    super();
    events.set(name, this);
  }
}

/** Runs jobs in the async context in which it was created, as the loop of BullMQ does. */
export class Worker extends Connected {
  private readonly context = new AsyncResource('worker');

  constructor(name: string, process: Process) {
    super();
    processes.set(name, (job, token, signal) => this.context.runInAsyncScope(process, undefined, job, token, signal));
  }

  run = (): Promise<void> => new Promise(() => undefined);
}

export class WaitingError extends Error {}
export const createRedisBackend = (): object => ({});
export const createPostgresBackend = (): object => ({});
