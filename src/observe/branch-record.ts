import type { WaitingEvent } from '../events/branch-event.js';
import type { Part } from './part.js';

/** What is remembered of one branch, but for what the log has. Its values are counted and not held. */
export class BranchRecord {
  readonly branch: number;
  readonly parent: number | undefined;
  readonly stage: string;
  /** The last element of its path: those before are its parent's. */
  readonly index: number;
  /** How long its path is. */
  readonly depth: number;
  readonly input: unknown;
  emitted = 0;
  /** How many entries it has in the log. */
  entries = 0;
  /** Where it begins in the log, while that is read. */
  first = -1;

  constructor(
    { branch, parent, stage, path, input }: WaitingEvent,
    /** The part of the sample that it is in. */
    public part: Part,
    /** That of its parent. */
    readonly above: BranchRecord | undefined,
  ) {
    this.branch = branch;
    this.parent = parent;
    this.stage = stage;
    this.depth = path.length;
    this.index = path[path.length - 1] as number;
    this.input = input;
  }
}
