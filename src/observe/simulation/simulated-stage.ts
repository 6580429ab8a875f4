import { Fifo } from '../../engine/queue/fifo.js';
import { PriorityQueue, type IsBefore, type Positioned } from '../../engine/queue/priority-queue.js';
import type { StageInfo } from '../run-event.js';
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
export interface Feeding extends Positioned {
  readonly branch: SimulatedBranch;
}

/** Retries first, then first come, first served. */
const byAge: IsBefore<SimulatedBranch> = (one, other) => {
  const isRetry = one.attempts > 0;
  return isRetry === other.attempts > 0 ? one.number < other.number : isRetry;
};

/** The longer path first. */
const byDepth: IsBefore<SimulatedBranch> = (one, other) => one.depth > other.depth || (one.depth === other.depth && byAge(one, other));

/** One stage of a simulated run: the branches that wait, and which of them goes on next, as `engine/stage-queues.ts` has it. */
export class SimulatedStage {
  followers: readonly SimulatedStage[] = [];
  /** Whether nothing of it may start because a barrier is before it. */
  isHeld: () => boolean = () => false;
  /** Attempts that are open, branches that wait, and those that are not closed. */
  open = 0;
  waiting = 0;
  live = 0;
  protected readonly starting: PriorityQueue<SimulatedBranch>;
  private readonly draining = new Fifo<SimulatedBranch>();
  private readonly feeding: PriorityQueue<Feeding>;
  private readonly isRecursive: boolean;
  private starts = 0;
  private alarm = -Infinity;

  constructor(
    readonly run: Host,
    readonly info: StageInfo,
    protected readonly concurrency: number,
    /** Before which times its attempts may not start, in the order of starts: a limit had not let them. */
    private readonly gates: readonly number[],
  ) {
    this.isRecursive = info.followers.includes(info.name);
    const isBefore = this.isRecursive ? byDepth : byAge;
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

  /** Inputs are to be fed back. */
  feedLater(branch: SimulatedBranch, inputs: Value): void {
    for (const input of inputs.children) branch.fedBack.push(input);
    if (!branch.isFeeding) this.feeding.add({ branch, position: -1 });
    branch.isFeeding = true;
  }

  emit({ children }: Value): void {
    for (const child of children) this.run.create(child);
  }

  protected get hasSlot(): boolean {
    return this.open < this.concurrency && this.run.freeSlots > 0 && !this.isHeld() && this.isLetThrough;
  }

  protected startNext(): boolean {
    const branch = this.starting.first;
    if (branch === undefined || !this.hasSlot) return false;
    this.open++;
    this.begin(branch);
    const { ms, values, fedBack } = branch.work ?? { ms: 0, values: [], fedBack: [] };
    this.run.freeSlots--;
    for (const value of values)
      if (value.after < ms)
        this.run.after(value.after, () => {
          this.came(branch, value);
        });
    for (const inputs of fedBack)
      if (inputs.after < ms)
        this.run.after(inputs.after, () => {
          this.feedLater(branch, inputs);
        });
    this.run.after(ms, () => {
      this.run.freeSlots++;
      this.over(branch, ms);
    });
    return true;
  }

  /** A branch leaves the queue, and its attempt begins. */
  protected begin(branch: SimulatedBranch): void {
    this.starting.delete(branch);
    this.starts++;
    this.waiting--;
    branch.attempts++;
    branch.isOpen = true;
    branch.ends(this.run.now);
    branch.begins('attempt', this.run.now);
  }

  /** The work of an attempt is over. @param ms - values that came later are there now */
  protected over(branch: SimulatedBranch, ms: number): void {
    const { values = [], fedBack = [] } = branch.work ?? {};
    for (const value of values) if (value.after >= ms) this.came(branch, value);
    for (const inputs of fedBack) if (inputs.after >= ms) this.feedLater(branch, inputs);
    branch.isOver = true;
    if (branch.values.length === 0) this.ended(branch);
  }

  /** A value is there: the elements of a list wait until there is room for them. */
  private came(branch: SimulatedBranch, value: Value): void {
    if (!this.info.isList) this.emit(value);
    else {
      branch.values.push(value);
      if (branch.values.length === 1) this.drainLater(branch);
    }
  }

  private drainOne(): boolean {
    const branch = this.draining.shift();
    if (branch === undefined) return false;
    const value = branch.values.shift();
    if (value !== undefined) this.emit(value);
    if (branch.values.length > 0) this.drainLater(branch);
    else if (branch.isOpen) {
      if (branch.isOver) this.ended(branch);
    } else this.settle(branch);
    return true;
  }

  /** An attempt is over, and all that it returned is emitted. */
  protected ended(branch: SimulatedBranch): void {
    this.open--;
    this.waiting++;
    branch.isOpen = branch.isOver = false;
    const { delay } = branch.work ?? {};
    branch.ends(this.run.now);
    if (delay !== undefined) branch.begins('backoff', this.run.now);
    branch.next++;
    if (delay === undefined) this.goOn(branch);
    else if (delay === 0) this.requeue(branch);
    else {
      this.run.after(delay, () => {
        this.requeue(branch);
      });
    }
  }

  private requeue(branch: SimulatedBranch): void {
    branch.ends(this.run.now);
    if (branch.work === undefined) this.settle(branch);
    else this.enqueue(branch);
  }

  /** Turns the page, if there is another one. */
  private goOn(branch: SimulatedBranch): void {
    if (branch.work === undefined) {
      this.settle(branch);
      return;
    }
    branch.attempts = 0;
    this.enqueue(branch);
  }

  settle(branch: SimulatedBranch): void {
    branch.isSettled = true;
    if (branch.isFeeding) this.waiting--;
    else this.close(branch);
  }

  private close(branch: SimulatedBranch): void {
    this.waiting--;
    this.live--;
    branch.end = this.run.now;
    this.run.closed(branch);
  }

  /** Feeds one input back, if it would be the next to start. */
  private feedOne(): boolean {
    const first = this.feeding.first;
    if (first === undefined || !this.feedsNext(first.branch)) return false;
    const { branch } = first;
    const input = branch.fedBack.shift();
    if (branch.fedBack.length === 0) {
      this.feeding.delete(first);
      branch.isFeeding = false;
    }
    if (input !== undefined) this.run.create(input);
    if (branch.isFeeding || !branch.isSettled) return true;
    this.waiting++;
    this.close(branch);
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
