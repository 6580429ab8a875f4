import type { Answer } from '../policies/cache.js';
import { isTransient, RemoteStageError } from '../remote/remote-stage-error.js';
import { quote } from '../quote.js';
import { Entry, type Waiter } from './entry.js';
import { idPrefix, jobId, type JobAnswer, type JobData } from './job-data.js';
import { failureOf } from './job-failure.js';
import type { JobState, Server } from './server.js';
import { Sweep } from './sweep.js';
import { within } from './within.js';

/** How many jobs one command adds, and one look of a sweep asks for, at most. */
const AT_ONCE = 500;

/** How many jobs of a run are added at most before the states of some are read again. */
const MOST = 1000;

/** How long to wait before a job is cancelled once more, in ms: at first, and at most. */
const [SOON, LATER] = [20, 1000];

/** How jobs are treated. */
export interface Treatment {
  /**
   * The beginning of the ids of its run. Without a run, a job is removed as soon as its answer has
   * arrived.
   */
  readonly prefix: string | undefined;
  /** What becomes of jobs that failed at another time. */
  readonly failures: 'retry' | 'keep';
  decode(answer: JobAnswer): Answer;
}

/**
 * The jobs that this process waits for. Events only hint that a job has ended; what counts is its
 * state, which is read after each hint of a failure, before a run that is resumed adds it, and by a
 * sweep.
 */
export class Jobs {
  private readonly entries = new Map<string, Entry>();
  private readonly toAdd = new Set<Entry>();
  private readonly sweep = new Sweep(() => this.look());
  /** What the last look has found ended, and how many it has asked for. */
  private readonly found = new Set<string>();
  private asked = 0;
  /** How many jobs are taken for new after some were: the more often, the more. */
  private trust = 0;
  /** How many of them are left. */
  private trusted = 0;
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
        this.found.delete(id);
        const entry = this.entries.get(id);
        if (entry?.isWanted === true && entry.phase !== 'cancelling') this.complete(entry, answer);
      },
      failed: (id) => {
        this.found.delete(id);
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
      for (const batch of batchesOf(ids)) await Promise.all(batch.map((id) => this.gone(id, false)));
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
      if (this.treatment.prefix !== undefined) this.entries.delete(id);
      else if (entry.phase === 'added') this.cancel(entry);
    }
    await within(ms, this.allDone());
    this.entries.clear();
    this.sweep.stop();
  }

  private async allDone(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  private add(entry: Entry): void {
    entry.phase = 'adding';
    this.toAdd.add(entry);
    // What comes in the same turn goes together.
    if (this.toAdd.size === 1) this.safely(Promise.resolve().then(() => this.addAll()));
  }

  private async addAll(): Promise<void> {
    const entries = [...this.toAdd];
    this.toAdd.clear();
    for (const batch of batchesOf(entries)) await this.addBatch(batch);
    this.sweep.start();
  }

  private async addBatch(batch: readonly Entry[]): Promise<void> {
    let states: ReadonlyMap<Entry, JobState>;
    try {
      states = await this.statesOf(batch);
      await this.server.add(batch.filter((entry) => !states.has(entry)));
    } catch (error) {
      for (const entry of batch) this.settle(entry, ({ reject }) => { reject(error); }); // prettier-ignore
      return;
    }
    // One may have ended meanwhile.
    const open = batch.filter((entry) => this.entries.get(entry.id) === entry);
    for (const entry of open) {
      entry.phase = 'added';
      const state = states.get(entry);
      if (!entry.isWanted) this.cancel(entry);
      else if (state !== undefined) this.safely(this.act(entry, state));
    }
  }

  /** The states of the jobs of a run that are in the queue already, unless the batch is taken for new. */
  private async statesOf(batch: readonly Entry[]): Promise<ReadonlyMap<Entry, JobState>> {
    const states = new Map<Entry, JobState>();
    if (this.treatment.prefix === undefined) return states;
    this.trusted -= batch.length;
    if (this.trusted >= 0) return states;
    const ask = async (entry: Entry): Promise<void> => {
      const state = await this.server.stateOf(entry.id);
      if (state.status !== 'missing') states.set(entry, state);
    };
    await Promise.all(batch.map(ask));
    this.trust = states.size > 0 ? 0 : Math.min(MOST, 2 * this.trust + batch.length);
    this.trusted = this.trust;
    return states;
  }

  /** @returns which share of the last look's jobs the events have missed; `undefined` if there is none to ask for */
  private async look(): Promise<number | undefined> {
    const missed = this.found.size / Math.max(1, this.asked);
    // They had ended before, or their events are lost.
    if (missed > 0) this.trust = this.trusted = 0;
    this.found.clear();
    const open = [...this.entries.values()].filter(({ phase }) => phase === 'added');
    this.asked = open.length;
    if (open.length === 0) return undefined;
    try {
      for (const batch of batchesOf(open)) await Promise.all(batch.map((entry) => this.ask(entry)));
    } catch (error) {
      this.onError(error);
    }
    return missed;
  }

  /** Reads the state of a job, and acts on it. */
  private async ask(entry: Entry): Promise<void> {
    if (!this.isOpen(entry)) return;
    const state = await this.server.stateOf(entry.id);
    if (!this.isOpen(entry)) return;
    if (state.status === 'completed' || state.status === 'failed') this.found.add(entry.id);
    // Somebody has removed it, or the server has lost it.
    if (state.status === 'missing') this.add(entry);
    else await this.act(entry, state);
  }

  private async act(entry: Entry, state: JobState): Promise<void> {
    if (state.status === 'completed') this.complete(entry, state.answer);
    else if (state.status === 'failed') await this.failed(entry);
    else if (state.status === 'open') entry.isCurrent = true;
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
      const { reason, work } = failureOf(job);
      const isOld = !entry.isCurrent && (job.data as JobData).by !== entry.data.by;
      const isKept = this.treatment.failures === 'keep' && !isTransient(reason);
      if (isOld && !isKept && !(await this.wasRetried(entry))) {
        entry.isCurrent = true;
        await this.server.remove(entry.id);
        if (this.isOpen(entry)) this.add(entry);
        return;
      }
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
    const next = jobId(this.treatment.prefix, stage, { ...data, attempt: data.attempt + 1 });
    return (await this.server.stateOf(next)).status !== 'missing';
  }

  private settle(entry: Entry, tell: (waiter: Waiter) => void): void {
    if (this.entries.get(entry.id) !== entry) return;
    this.entries.delete(entry.id);
    // Nobody will ask for it again.
    if (this.treatment.prefix === undefined) this.safely(this.server.remove(entry.id));
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
    const isKept = this.treatment.prefix !== undefined;
    const state = await this.gone(id, isKept);
    if (this.entries.get(id) !== entry) return;
    if (!entry.isWanted) this.entries.delete(id);
    else if (state.status === 'completed') this.complete(entry, state.answer);
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
      if (await (state.status === 'open' ? this.server.withdraw(id) : this.server.remove(id))) return state;
      await this.server.wait(wait);
    }
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

/** Parts of a list that are small enough for one command each. */
function* batchesOf<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE);
}
