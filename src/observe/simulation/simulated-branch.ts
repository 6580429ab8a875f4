import { Fifo } from '../../engine/queue/fifo.js';
import type { Positioned } from '../../engine/queue/priority-queue.js';
import type { BranchTimeline, Span } from '../timeline-types.js';
import type { Task, Value, Work } from './task.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One branch of a simulated run. */
export class SimulatedBranch implements Positioned {
  position = -1;
  /** Attempts of its page so far. */
  attempts = 0;
  /** Which of its works is next, or is being done. */
  next = 0;
  /** Values that are there and not emitted yet, and inputs that are not fed back yet. */
  readonly values = new Fifo<Value>();
  readonly fedBack = new Fifo<Task>();
  isFeeding = false;
  /** Whether an attempt is open, and whether its work is over: then it ends when its values are emitted. */
  isOpen = false;
  isOver = false;
  /** Whether it ends when its inputs are fed back. */
  isSettled = false;
  /** Of a `join`: branches inside of it that are not closed. */
  inside = 0;
  end: number | undefined = undefined;
  readonly spans: Mutable<Span>[] = [];
  /** Branches that wait for what it has. */
  readonly followers: SimulatedBranch[] = [];

  constructor(
    readonly task: Task,
    readonly stage: { drainLater(branch: SimulatedBranch): void },
    /** In the order in which they are created. */
    readonly number: number,
    readonly start: number,
  ) {}

  get work(): Work | undefined {
    return this.task.works[this.next];
  }

  get depth(): number {
    return this.task.depth;
  }

  /** Begins a span. */
  begins(kind: Span['kind'], time: number): void {
    const span = this.work?.span ?? this.task.branch.spans[0];
    const isAttempt = kind === 'attempt';
    this.spans.push({
      kind,
      start: time,
      end: undefined,
      attempt: span?.attempt ?? 1,
      page: span?.page ?? 1,
      status: isAttempt ? span?.status : undefined,
      reason: isAttempt ? span?.reason : undefined,
      batch: isAttempt ? span?.batch : undefined,
      work: isAttempt ? span?.work : undefined,
    });
  }

  ends(time: number): void {
    const span = this.spans[this.spans.length - 1];
    if (span !== undefined) span.end ??= time;
  }

  get timeline(): BranchTimeline {
    const { start, end, spans } = this;
    const { branch, parent, stage, input, status, reason, served, leader, emitted } = this.task.branch;
    const path: readonly number[] = [];
    const made = { branch, parent, stage, path, input, start, end, status, reason, served, leader, emitted, spans };
    // A long path is made when it is read, and so it stays.
    return Object.defineProperty(made, 'path', Object.getOwnPropertyDescriptor(this.task.branch, 'path') ?? {});
  }
}
