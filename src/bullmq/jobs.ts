import type { Answer } from '../policies/cache.js';
import { RemoteStageError } from '../remote/remote-stage-error.js';
import { quote } from '../quote.js';
import { Entry, type Waiter } from './entry.js';
import { idPrefix, jobId, type JobAnswer, type JobData } from './job-data.js';
import { failureOf } from './job-failure.js';
import type { JobState, Server } from './server.js';
import { Sweep } from './sweep.js';
import { within } from './within.js';

/** How many jobs one command adds, and one look of a sweep asks for, at most. */
const AT_ONCE = 500;

/** How long to wait before a job is cancelled once more, in ms: at first, and at most. */
const [SOON, LATER] = [20, 1000];

/** How jobs are treated. */
export interface Treatment {
  /** Without one, a job is removed as soon as its answer has arrived. */
  readonly run: string | undefined;
  /** What becomes of jobs that failed at another time. */
  readonly failures: 'retry' | 'keep';
  decode(answer: JobAnswer): Answer;
}

/**
 * The jobs that this process waits for. Events only hint that a job has ended; what counts is its
 * state, which is read after each hint of a failure, after it was added, and by a sweep.
 */
export class Jobs {
  private readonly entries = new Map<string, Entry>();
  private readonly toAdd = new Set<Entry>();
  private readonly sweep = new Sweep(() => this.look());
  private adding: Promise<void> | undefined = undefined;
  private isClosed = false;
  /** What nobody waits for, but the end. */
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly server: Server,
    private readonly treatment: Treatment,
    private readonly onError: (error: unknown) => void,
  ) {
    server.listen({
      completed: (id, answer) => {
        const entry = this.entries.get(id);
        if (entry?.isWanted === true && entry.phase !== 'cancelling') this.complete(entry, answer);
      },
      failed: (id) => {
        const entry = this.entries.get(id);
        if (entry === undefined) return;
        entry.isCurrent = true;
        this.safely(this.failed(entry));
      },
      error: onError,
    });
  }

  /**
   * Waits for the answer of a job, which is added if it is not there.
   *
   * @returns a function to wait no longer
   */
  run(id: string, stage: string, data: JobData, waiter: Waiter): () => void {
    let entry = this.entries.get(id);
    if (entry === undefined) {
      entry = new Entry(id, stage, data);
      this.entries.set(id, entry);
      this.add(entry);
    }
    const { waiters } = entry;
    waiters.add(waiter);
    return () => {
      if (!waiters.delete(waiter) || waiters.size > 0 || this.entries.get(id) !== entry) return;
      if (this.toAdd.delete(entry)) this.entries.delete(id);
      else if (entry.phase === 'added') this.cancel(entry);
    };
  }

  /** Removes all jobs of a run, whatever their state is. */
  async forget(run: string): Promise<void> {
    const prefix = idPrefix(run);
    for (;;) {
      const ids = (await this.server.ids()).filter((id) => id.startsWith(prefix));
      if (ids.length === 0) return;
      for (let at = 0; at < ids.length; at += AT_ONCE) await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => this.removeAny(id)));
    }
  }

  /**
   * Rejects whoever still waits. The jobs of a run stay in the queue, where the same run will find
   * them; others are cancelled.
   *
   * @param ms - how long to wait for what is being cancelled
   */
  async close(ms: number): Promise<void> {
    this.isClosed = true;
    this.toAdd.clear();
    for (const entry of [...this.entries.values()].filter(({ isWanted }) => isWanted)) {
      const { id, stage, waiters } = entry;
      const error = new RemoteStageError('CLOSED', stage, `stage ${quote(stage)}: the queue was closed before the answer of this job arrived`);
      for (const { reject } of waiters) reject(error);
      waiters.clear();
      if (this.treatment.run !== undefined) this.entries.delete(id);
      else if (entry.phase === 'added') this.cancel(entry);
    }
    await within(ms, this.allDone());
    this.entries.clear();
    this.sweep.stop();
  }

  private async allDone(): Promise<void> {
    await this.adding;
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  private add(entry: Entry): void {
    entry.phase = 'adding';
    this.toAdd.add(entry);
    this.adding ??= this.addAll();
  }

  /** Adds all at once that came while the ones before were being added. */
  private async addAll(): Promise<void> {
    // What is added in the same turn goes together.
    await Promise.resolve();
    while (this.toAdd.size > 0) {
      const batch = [...this.toAdd].slice(0, AT_ONCE);
      for (const entry of batch) this.toAdd.delete(entry);
      try {
        await this.server.add(batch);
      } catch (error) {
        for (const entry of batch) this.settle(entry, ({ reject }) => { reject(error); }); // prettier-ignore
        continue;
      }
      // One may have ended meanwhile.
      const open = batch.filter((entry) => this.entries.get(entry.id) === entry);
      for (const entry of open) {
        entry.phase = 'added';
        if (!entry.isWanted) this.cancel(entry);
      }
      // It may have been there before, and ended long ago.
      if (this.treatment.run !== undefined) this.safely(this.askAll(open));
      this.sweep.start();
    }
    this.adding = undefined;
  }

  /** @returns how many have ended; `undefined` if there is none to ask for */
  private async look(): Promise<number | undefined> {
    const open = [...this.entries.values()].filter(({ phase }) => phase === 'added');
    if (open.length === 0) return undefined;
    let missed = 0;
    try {
      for (let at = 0; at < open.length; at += AT_ONCE) missed += await this.askAll(open.slice(at, at + AT_ONCE));
    } catch (error) {
      this.onError(error);
    }
    return missed;
  }

  private async askAll(entries: readonly Entry[]): Promise<number> {
    const ended = await Promise.all(entries.map((entry) => this.ask(entry)));
    return ended.filter(Boolean).length;
  }

  /** Reads the state of a job, and acts on it. @returns whether it has ended */
  private async ask(entry: Entry): Promise<boolean> {
    if (!this.isOpen(entry)) return false;
    const state = await this.server.stateOf(entry.id);
    if (!this.isOpen(entry)) return false;
    if (state.status === 'completed') this.complete(entry, JSON.parse(state.answer) as JobAnswer);
    else if (state.status === 'failed') await this.failed(entry);
    // Somebody has removed it, or the server has lost it.
    else if (state.status === 'missing') this.add(entry);
    else entry.isCurrent = true;
    return state.status !== 'open';
  }

  private isOpen(entry: Entry): boolean {
    return this.entries.get(entry.id) === entry && entry.phase === 'added';
  }

  private complete(entry: Entry, answer: JobAnswer): void {
    this.settle(entry, ({ resolve, reject, report }) => {
      try {
        report?.(answer);
        resolve(this.treatment.decode(answer));
      } catch (error) {
        reject(error);
      }
    });
  }

  private async failed(entry: Entry): Promise<void> {
    if (entry.isFailing || entry.phase === 'cancelling') return;
    entry.isFailing = true;
    try {
      const job = await this.server.failedJob(entry.id);
      if (job === undefined || this.entries.get(entry.id) !== entry) return;
      const isOld = !entry.isCurrent && (job.data as JobData).by !== entry.data.by;
      if (isOld && this.treatment.failures === 'retry' && !(await this.wasRetried(entry))) {
        entry.isCurrent = true;
        await this.server.remove(entry.id);
        if (this.isOpen(entry)) this.add(entry);
        return;
      }
      const { reason, work } = failureOf(job);
      this.settle(entry, ({ reject, report }) => {
        if (work !== undefined) report?.(work);
        reject(reason);
      });
    } finally {
      entry.isFailing = false;
    }
  }

  /**
   * Whether another attempt followed this one. Then it is not run again but fails again, so that the
   * producer goes on to the attempt that has completed.
   */
  private async wasRetried({ stage, data }: Entry): Promise<boolean> {
    const next = jobId(this.treatment.run, { ...data, stage, attempt: data.attempt + 1 }, data.inputs);
    return (await this.server.stateOf(next)).status !== 'missing';
  }

  private settle(entry: Entry, tell: (waiter: Waiter) => void): void {
    if (this.entries.get(entry.id) !== entry) return;
    this.entries.delete(entry.id);
    // Nobody will ask for it again.
    if (this.treatment.run === undefined) this.safely(this.server.remove(entry.id));
    for (const waiter of entry.waiters) tell(waiter);
    entry.waiters.clear();
  }

  private cancel(entry: Entry): void {
    entry.phase = 'cancelling';
    this.safely(this.cancelled(entry));
  }

  /** Removes a job that nobody waits for. If somebody does before it is gone, it is added again. */
  private async cancelled(entry: Entry): Promise<void> {
    const { id } = entry;
    const isKept = this.treatment.run !== undefined;
    const state = await this.gone(id, isKept);
    if (this.entries.get(id) !== entry) return;
    if (!entry.isWanted) this.entries.delete(id);
    else if (state.status === 'completed') this.complete(entry, JSON.parse(state.answer) as JobAnswer);
    else if (!this.isClosed) this.add(entry);
  }

  /**
   * Removes a job: a waiting one at once, a running one when its worker has aborted it.
   *
   * @param isKept - whether it is left if it has ended by itself
   */
  private async gone(id: string, isKept: boolean): Promise<JobState> {
    for (let wait = SOON; ; wait = Math.min(2 * wait, LATER)) {
      const state = await this.server.stateOf(id);
      if (state.status === 'missing' || (state.status !== 'open' && isKept)) return state;
      if (await this.server.remove(id)) return state;
      await this.server.cancel(id);
      await this.server.wait(wait);
    }
  }

  private async removeAny(id: string): Promise<void> {
    await this.gone(id, false);
  }

  /** Reports the errors of what nobody waits for. After the end, they are of no interest. */
  private safely(command: Promise<unknown>): void {
    const done = command.then(
      () => undefined,
      (error: unknown) => {
        if (!this.isClosed) this.onError(error);
      },
    );
    this.pending.add(done);
    void done.finally(() => this.pending.delete(done));
  }
}
