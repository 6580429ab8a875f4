import type { BranchTimeline, Span } from '../timeline-types.js';

/** A value of a branch: what it leads to. */
export interface Value {
  /** When it comes, in ms since its attempt started. */
  readonly after: number;
  readonly children: Task[];
}

/** One attempt of a branch, as long as it was. */
export interface Work {
  readonly span: Span;
  readonly ms: number;
  /** In order. */
  readonly values: Value[];
  /** Inputs that its branch feeds back to its own stage. */
  readonly fedBack: Value[];
  /** How long the branch sleeps afterwards, if it is retried. */
  readonly delay: number | undefined;
}

/** What one branch has to do, wherever it is done. */
export class Task {
  readonly works: Work[] = [];
  /** What it emits without an attempt of its own. */
  readonly values: Value[] = [];
  /** Of a `join`: the first branches inside of it. */
  readonly inner: Task[] = [];

  constructor(
    readonly branch: BranchTimeline,
    /** The branch of a `join` that it is inside of. */
    readonly owner: Task | undefined,
    /** How long its path is. */
    readonly depth: number,
  ) {}
}

/** All that a run has to do. */
export interface Workload {
  readonly tasks: ReadonlyMap<number, Task>;
  /** In order: their first branches, and when they are there. */
  readonly roots: readonly { readonly at: number; readonly tasks: readonly Task[] }[];
  /** Whether the source waits until a root can start. */
  readonly isPulled: boolean;
  /** The earliest time at which the source can end. */
  readonly sourceEnd: number;
}
