import { Fifo } from '../../engine/queue/fifo.js';
import { PriorityQueue, type IsBefore, type Positioned } from '../../engine/queue/priority-queue.js';
import type { StageInfo } from '../../events/run-event.js';
import type { SimulatedBranch } from './simulated-branch.js';
import type { Task, Value } from './task.js';

/** A simulated run as its stages know it. */
export interface Host {
  readonly now: number;
  freeSlots: number;
  readonly highWaterMark: number;
  /** Does something some ms later, then all that may be done. */
  after(ms: number, work: () => void): void;
  create(task: Task): void;
  closed(branch: SimulatedBranch): void;
}

/** A branch that has inputs left to feed back. */
interface Feeding extends Positioned {
  readonly branch: SimulatedBranch;
}

/** Retries first, then first come, first served. */
const byAge: IsBefore<SimulatedBranch> = (one, other) => {
  const isRetry = one.attempts > 0;
  return isRetry === other.attempts > 0 ? one.number < other.number : isRetry;
};

/** The longer path first. */
const byDepth: IsBefore<SimulatedBranch> = (one, other) => one.depth > other.depth || (one.depth === other.depth && byAge(one, other));

/** The branches of one simulated stage that can do something, and which of them goes on next, as `engine/stage-queues.ts` has it. */
export abstract class SimulatedQueues {
  followers: readonly SimulatedQueues[] = [];
  /** Whether nothing of it may start because a barrier is before it. */
  isHeld: () => boolean = () => false;
  /** Attempts that are open, branches that wait, and those that are not closed. */
  open = 0;
  waiting = 0;
  live = 0;
  protected readonly starting: PriorityQueue<SimulatedBranch>;
  /** How many attempts have started. */
  protected starts = 0;
  private readonly draining = new Fifo<SimulatedBranch>();
  private readonly feeding: PriorityQueue<Feeding>;
  private alarm = -Infinity;

  constructor(
    readonly run: Host,
    readonly info: StageInfo,
    protected readonly concurrency: number,
    /** Before which times its attempts may not start, in the order of starts: a limit had not let them. */
    private readonly gates: readonly number[],
  ) {
    const isBefore = info.followers.includes(info.name) ? byDepth : byAge;
    this.starting = new PriorityQueue(isBefore);
    this.feeding = new PriorityQueue(({ branch: one }, { branch: other }) => isBefore(one, other));
  }

  get highWaterMark(): number {
    return this.run.highWaterMark;
  }

  get startsOneMore(): boolean {
    return this.hasSlot && !this.isBlocked && this.waiting < this.highWaterMark;
  }

  /** Whether as many wait before a stage that follows as may. */
  get isBlocked(): boolean {
    return this.followers.some(({ waiting, highWaterMark }) => waiting >= highWaterMark);
  }

  /** Does the one thing that comes first here. @returns whether there was any */
  step(): boolean {
    if (this.isBlocked) return false;
    return this.drainOne() || this.feedOne() || this.startNext();
  }

  /** Starts an incomplete batch. @returns whether there was any */
  startRest(): boolean {
    return false;
  }

  enqueue(branch: SimulatedBranch): void {
    branch.begins('waiting', this.run.now);
    this.starting.add(branch);
  }

  /** What a branch has is emitted step by step. */
  drainLater(branch: SimulatedBranch): void {
    this.draining.push(branch);
  }

  /** Starts whatever is first in line. @returns whether it could */
  protected abstract startNext(): boolean;

  /** What a branch had is emitted. */
  protected abstract drained(branch: SimulatedBranch): void;

  /** A branch has fed back all its inputs. */
  protected abstract fed(branch: SimulatedBranch): void;

  protected get hasSlot(): boolean {
    return this.open < this.concurrency && this.run.freeSlots > 0 && !this.isHeld() && this.isLetThrough;
  }

  /** Inputs are to be fed back. */
  protected feedLater(branch: SimulatedBranch, inputs: Value): void {
    for (const input of inputs.children) branch.fedBack.push(input);
    if (!branch.isFeeding) this.feeding.add({ branch, position: -1 });
    branch.isFeeding = true;
  }

  protected emit({ children }: Value): void {
    for (const child of children) this.run.create(child);
  }

  private drainOne(): boolean {
    const branch = this.draining.shift();
    if (branch === undefined) return false;
    const value = branch.values.shift();
    if (value !== undefined) this.emit(value);
    if (branch.values.length > 0) this.drainLater(branch);
    else this.drained(branch);
    return true;
  }

  /** Feeds one input back, if it would be the next to start. */
  private feedOne(): boolean {
    const { first } = this.feeding;
    if (first === undefined || !this.feedsNext(first.branch)) return false;
    const { branch } = first;
    const input = branch.fedBack.shift();
    if (branch.fedBack.length === 0) {
      this.feeding.delete(first);
      branch.isFeeding = false;
    }
    if (input !== undefined) this.run.create(input);
    if (!branch.isFeeding) this.fed(branch);
    return true;
  }

  private feedsNext({ depth }: SimulatedBranch): boolean {
    const { first, size } = this.starting;
    const isNext = first === undefined || depth + 1 > first.depth;
    return isNext && this.hasSlot && this.waiting - size < this.highWaterMark;
  }

  /** Whether no limit holds up the next start. Otherwise it is tried again when that is over. */
  private get isLetThrough(): boolean {
    const gate = this.gates[this.starts] ?? -Infinity;
    const { run } = this;
    if (gate <= run.now) return true;
    if (gate !== this.alarm) run.after(gate - run.now, () => undefined);
    this.alarm = gate;
    return false;
  }
}
